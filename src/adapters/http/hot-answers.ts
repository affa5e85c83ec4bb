import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { answerBytes, type BytesAnswer } from './answer.ts';

type Kept = { version: number; text: string; etag: string };

const MOST = 2_000;

/**
 * Serialised answers of public reads, kept for as long as nothing was committed that could change them: never a stale one.
 * Each has an entity tag, so that a client that has it already gets 304.
 */
export class HotAnswers {
  readonly #version: () => number | null;
  #asked: number | null | undefined;
  readonly #kept = new LRUCache<string, Kept>({ max: MOST });

  /** `version` gives null where changes cannot be told: then nothing is kept. */
  constructor(version: () => number | null) {
    this.#version = version;
  }

  async answer(key: string, make: () => Promise<unknown>): Promise<BytesAnswer<200>> {
    const version = this.#versionOfThisTurn();
    const kept = version === null ? undefined : this.#kept.get(key);
    const current = kept && kept.version === version ? kept : await this.#make(key, version, make);
    return answerBytes(200, current.text, { etag: current.etag, 'cache-control': 'no-cache' });
  }

  /** Asked for once in a turn of the event loop: whoever has heard of a later commit asks in a later turn. */
  #versionOfThisTurn(): number | null {
    if (this.#asked === undefined) {
      this.#asked = this.#version();
      setImmediate(() => {
        this.#asked = undefined;
      });
    }
    return this.#asked;
  }

  async #make(key: string, version: number | null, make: () => Promise<unknown>): Promise<Kept> {
    const text = JSON.stringify(await make());
    const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
    const made = { version: version ?? 0, text, etag };
    if (version !== null) this.#kept.set(key, made);
    return made;
  }
}
