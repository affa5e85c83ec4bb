import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteSpan, ObjectHead, Storage, StoredObject } from '#application/media/ports.ts';
import { ContentMeter } from './content-meter.ts';
import { keySegments } from './object-key.ts';

const PIECE = 64 * 1024;

type Kept = { bytes: Buffer; modifiedAt: Date };

/** Forgets everything with its process: for tests and for trying things out. */
export class MemoryStorage implements Storage {
  readonly backend = 'memory';
  readonly #objects = new Map<string, Kept>();

  async put(key: string, content: Readable, limit: { maxBytes: number }): Promise<StoredObject> {
    keySegments(key);
    const chunks: Buffer[] = [];
    const meter = new ContentMeter(limit.maxBytes);
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk);
        done();
      },
    });
    await pipeline(content, meter, sink);
    this.#objects.set(key, { bytes: Buffer.concat(chunks), modifiedAt: new Date() });
    return { key, size: meter.size, sha256: meter.sha256() };
  }

  async get(key: string, span?: ByteSpan): Promise<Readable | null> {
    keySegments(key);
    const kept = this.#objects.get(key);
    if (!kept) return null;
    const bytes = span ? kept.bytes.subarray(span.start, span.end + 1) : kept.bytes;
    return Readable.from(piecesOf(bytes), { objectMode: false });
  }

  async head(key: string): Promise<ObjectHead | null> {
    keySegments(key);
    const kept = this.#objects.get(key);
    return kept ? { size: kept.bytes.length, modifiedAt: kept.modifiedAt } : null;
  }

  async delete(key: string): Promise<void> {
    keySegments(key);
    this.#objects.delete(key);
  }

  async *list(prefix: string): AsyncIterable<string> {
    yield* [...this.#objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  async discardUnfinished(): Promise<number> {
    return 0;
  }
}

function* piecesOf(bytes: Buffer): Iterable<Buffer> {
  for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}
