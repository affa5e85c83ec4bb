import type { AudioProbe, ProbeOutcome, Storage } from '#application/media/ports.ts';
import type { Log } from '#application/shared/ports.ts';
import type { AudioContentType } from '#domain/media/audio-format.ts';
import type { ProbeRequest } from './probe-messages.ts';
import { ProbeThread, type ThreadAnswer } from './probe-thread.ts';
import type { ReadAt } from './remote-tokenizer.ts';

type Deps = { storage: Storage; log: Log };
type Options = { threads?: number; deadlineMs?: number; script?: URL };

const script = new URL('./audio-probe-worker.ts', import.meta.url);

/**
 * Reads files in worker threads with a deadline and a memory limit of their own: parsers of audio have looped for ever on
 * 55 bytes. A thread that hangs is killed and replaced; the API does not notice. Bytes come from the storage, a window at a
 * time, so that it does not matter where a file lies or how long it is.
 */
export class WorkerAudioProbe implements AudioProbe {
  readonly #deps: Deps;
  readonly #threads: ProbeThread[];
  readonly #idle: ProbeThread[];
  readonly #waiting: ((thread: ProbeThread) => void)[] = [];

  constructor(deps: Deps, { threads = 2, deadlineMs = 5000, ...options }: Options = {}) {
    this.#deps = deps;
    this.#threads = Array.from({ length: threads }, () => new ProbeThread({ script, deadlineMs, ...options }));
    this.#idle = [...this.#threads];
  }

  async recognise(head: Uint8Array): Promise<AudioContentType | null> {
    const answer = await this.#run({ kind: 'recognise', head }, async () => new Uint8Array());
    return answer.about === 'recognised' ? answer.contentType : null;
  }

  async probe(key: string, size: number): Promise<ProbeOutcome> {
    if (size === 0) return { outcome: 'empty' };
    const answer = await this.#run({ kind: 'probe', size }, (position, length) => this.#read(key, position, length));
    if (answer.about === 'probed') return answer.outcome;
    this.#deps.log.info('audio_refused', { key, ...answer });
    return { outcome: answer.about === 'timed-out' ? 'timed-out' : 'unreadable' };
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  async #run(request: ProbeRequest, readAt: ReadAt): Promise<ThreadAnswer> {
    const thread = this.#idle.pop() ?? (await new Promise<ProbeThread>((resolve) => this.#waiting.push(resolve)));
    try {
      return await thread.run(request, readAt);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(thread);
      else this.#idle.push(thread);
    }
  }

  async #read(key: string, position: number, length: number): Promise<Uint8Array> {
    const content = await this.#deps.storage.get(key, { start: position, end: position + length - 1 });
    if (!content) throw new Error(`the object ${key} has gone`);
    const bytes = new Uint8Array(length);
    let filled = 0;
    for await (const chunk of content as AsyncIterable<Buffer>) {
      bytes.set(chunk.subarray(0, length - filled), filled);
      filled += Math.min(chunk.length, length - filled);
    }
    return bytes.subarray(0, filled);
  }
}
