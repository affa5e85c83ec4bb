import { read } from 'node:fs';
import type { Writable } from 'node:stream';
import type { ByteSpan } from '#application/media/ports.ts';
import type { ChunkPool } from './chunk-pool.ts';
import type { ReadQueue } from './read-queue.ts';
import type { Sendfile } from './sendfile.ts';
import { descriptorOfIdle } from './socket-descriptor.ts';

type Shared = { pool: ChunkPool; reads: ReadQueue; sendfile: Sendfile | null };

/** How much the kernel sends in one go, before it is the others' turn. */
const PORTION = 256 * 1024;

/**
 * One span of an open file on its way to one listener: by sendfile where there is one, as far as the file lies in memory and
 * the socket takes it, and else by reads. `settled` is called once, and only while no read is under way: a descriptor that is
 * closed under a read may belong to another file by then.
 */
export class FileCopy {
  readonly #shared: Shared;
  readonly #fd: number;
  readonly #end: number;
  readonly #target: Writable;
  readonly #settled: (error: Error | null) => void;
  #position: number;
  #lent: Buffer | null = null;
  #readingSince: number | null = null;
  #over = false;

  constructor(shared: Shared, fd: number, span: ByteSpan, target: Writable, settled: (error: Error | null) => void) {
    this.#shared = shared;
    this.#fd = fd;
    this.#position = span.start;
    this.#end = span.end;
    this.#target = target;
    this.#settled = settled;
  }

  start(): void {
    this.#target.on('close', this.#onClose);
    if (this.#target.destroyed) this.#settle(null);
    else this.#shared.reads.enter(this.#advance);
  }

  readonly #advance = (): boolean => {
    if (this.#over || this.#isSentByKernel()) return false;
    const wanted = this.#end - this.#position + 1;
    const chunk = this.#shared.pool.take(wanted);
    this.#lent = chunk;
    this.#readingSince = performance.now();
    read(this.#fd, chunk, 0, Math.min(chunk.length, wanted), this.#position, this.#onRead);
    return true;
  };

  /** Whether this turn's portion is on its way. A read is the better way to wait: for the disk, or for a socket that is full. */
  #isSentByKernel(): boolean {
    const { sendfile, reads } = this.#shared;
    const socket = sendfile && descriptorOfIdle(this.#target);
    if (!sendfile || socket === null) return false;
    const sent = sendfile.send(socket, this.#fd, this.#position, Math.min(PORTION, this.#end - this.#position + 1));
    this.#position += sent;
    if (this.#position > this.#end) {
      this.#target.end();
      this.#settle(null);
    } else if (sent > 0) reads.enter(this.#advance);
    return sent > 0;
  }

  readonly #onRead = (error: Error | null, count: number, chunk: Buffer): void => {
    const took = performance.now() - (this.#readingSince ?? 0);
    this.#readingSince = null;
    if (this.#target.destroyed) this.#settle(null);
    else if (error) this.#settle(error);
    else if (count === 0) this.#settle(new Error('the object is shorter than its row says'));
    else this.#write(count === chunk.length ? chunk : chunk.subarray(0, count));
    // After the write: the next read would push what was just read out of the processor's cache.
    this.#shared.reads.leave(took);
  };

  #write(bytes: Buffer): void {
    this.#position += bytes.length;
    if (this.#position > this.#end) this.#target.end(bytes, this.#onTaken);
    else this.#target.write(bytes, this.#onTaken);
  }

  readonly #onTaken = (error?: Error | null): void => {
    if (!this.#lent) return;
    if (error) {
      this.#settle(null);
      return;
    }
    this.#shared.pool.give(this.#lent);
    this.#lent = null;
    if (this.#position > this.#end) this.#settle(null);
    else this.#shared.reads.enter(this.#advance);
  };

  readonly #onClose = (): void => {
    if (this.#readingSince === null && !this.#over) this.#settle(null);
  };

  #settle(error: Error | null): void {
    this.#over = true;
    if (this.#lent) this.#shared.pool.lose(this.#lent);
    this.#lent = null;
    this.#settled(error);
  }
}
