import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { answerBytes, type BytesAnswer } from './answer.ts';

type Kept = { version: number; bytes: Uint8Array; etag: string };

const MOST = 2_000;

/**
 * Serialised answers of public reads, kept for as long as nothing was committed that could change them: never a stale one.
 * Each has an entity tag, so that a client that has it already gets 304.
 */
export class HotAnswers {
  readonly #version: () => number | null;
  readonly #kept = new LRUCache<string, Kept>({ max: MOST });

  /** `version` gives null where changes cannot be told: then nothing is kept. */
  constructor(version: () => number | null) {
    this.#version = version;
  }

  async answer(key: string, make: () => Promise<unknown>): Promise<BytesAnswer<200>> {
    const version = this.#version();
    const kept = version === null ? undefined : this.#kept.get(key);
    const current = kept && kept.version === version ? kept : await this.#make(key, version, make);
    return answerBytes(200, current.bytes, { etag: current.etag, 'cache-control': 'no-cache' });
  }

  async #make(key: string, version: number | null, make: () => Promise<unknown>): Promise<Kept> {
    const bytes = Buffer.from(JSON.stringify(await make()));
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    const made = { version: version ?? 0, bytes, etag };
    if (version !== null) this.#kept.set(key, made);
    return made;
  }
}
