import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteSpan, ObjectSender, Storage } from '#application/media/ports.ts';

type Deps = { storage: Storage };

/** Serves from any storage, by the stream that it gives. */
export class StreamSender implements ObjectSender {
  readonly #storage: Storage;

  constructor(deps: Deps) {
    this.#storage = deps.storage;
  }

  async send(key: string, span: ByteSpan, target: Writable, begin: () => void): Promise<boolean> {
    const content = await this.#storage.get(key, span);
    if (!content) return false;
    begin();
    try {
      await pipeline(content, (chunks: AsyncIterable<Buffer>) => inFull(chunks, span), target);
    } catch (error) {
      if (!wasAbandoned(target, error)) throw error;
    }
    return true;
  }
}

async function* inFull(chunks: AsyncIterable<Buffer>, span: ByteSpan): AsyncIterable<Buffer> {
  let left = span.end - span.start + 1;
  for await (const chunk of chunks) {
    left -= chunk.length;
    yield chunk;
  }
  if (left > 0) throw new Error('the object is shorter than its row says');
}

function wasAbandoned(target: Writable, error: unknown): boolean {
  return target.destroyed && error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
