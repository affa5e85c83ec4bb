import { read } from 'node:fs';
import type { Writable } from 'node:stream';
import type { ByteSpan, ObjectSender } from '#application/media/ports.ts';
import { ChunkPool } from './chunk-pool.ts';
import type { OpenFiles } from './open-files.ts';
import { ReadQueue } from './read-queue.ts';

type Deps = { openFiles: OpenFiles };

/**
 * Serves from the local disk by positional reads of a cached descriptor into pooled buffers: one read at a time for each
 * listener, the next one when the socket has taken the last, and a few at a time for all of them. A stream would cost several times as much for each byte.
 */
export class PooledFileSender implements ObjectSender {
  readonly #openFiles: OpenFiles;
  readonly #pool = new ChunkPool();
  readonly #reads = new ReadQueue();

  constructor(deps: Deps) {
    this.#openFiles = deps.openFiles;
  }

  async send(key: string, span: ByteSpan, target: Writable, begin: () => void): Promise<boolean> {
    const file = await this.#openFiles.hold(key);
    if (!file) return false;
    try {
      begin();
      await this.#copy(file.fd, span, target);
      return true;
    } finally {
      file.release();
    }
  }

  /** Settles only while no read is under way: a descriptor that is closed under a read may belong to another file by then. */
  #copy(fd: number, span: ByteSpan, target: Writable): Promise<void> {
    const pool = this.#pool;
    const reads = this.#reads;
    return new Promise((resolve, reject) => {
      let position = span.start;
      let lent: Buffer | null = null;
      let reading = false;
      let settled = false;

      const settle = (error?: Error) => {
        settled = true;
        target.off('close', onClose);
        if (lent) pool.lose(lent);
        lent = null;
        if (error) reject(error);
        else resolve();
      };
      const onClose = () => {
        if (!reading) settle();
      };
      const onTaken = (error?: Error | null) => {
        if (!lent) return;
        if (error) return settle();
        pool.give(lent);
        lent = null;
        if (position > span.end) settle();
        else readNext();
      };
      const onRead = (error: Error | null, count: number, chunk: Buffer) => {
        reading = false;
        if (target.destroyed) settle();
        else if (error) settle(error);
        else if (count === 0) settle(new Error('the object is shorter than its row says'));
        else write(count === chunk.length ? chunk : chunk.subarray(0, count));
        // After the write: the next read would push what was just read out of the processor's cache.
        reads.leave();
      };
      const write = (bytes: Buffer) => {
        position += bytes.length;
        if (position > span.end) target.end(bytes, onTaken);
        else target.write(bytes, onTaken);
      };
      const readNext = () => reads.enter(startReading);
      const startReading = () => {
        if (settled) return false;
        const wanted = span.end - position + 1;
        const chunk = pool.take(wanted);
        lent = chunk;
        reading = true;
        read(fd, chunk, 0, Math.min(chunk.length, wanted), position, onRead);
        return true;
      };

      target.on('close', onClose);
      if (target.destroyed) settle();
      else readNext();
    });
  }
}
