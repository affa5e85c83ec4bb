const LARGE = 256 * 1024;
const SMALL = 32 * 1024;
const MAX_LARGE = 128;
const MAX_IDLE = 64;

/**
 * Buffers for reading, used again and again. Only so many large ones are lent at a time: when that many listeners are slow
 * enough to keep one each, the others are served from small ones, so that a thousand of them cost 32 KiB each and not 256.
 */
export class ChunkPool {
  readonly #idleLarge: Buffer[] = [];
  readonly #idleSmall: Buffer[] = [];
  #lentLarge = 0;

  /** A buffer for reading up to `wanted` bytes; it may be shorter, and what it held before is still in it. */
  take(wanted: number): Buffer {
    if (wanted <= SMALL || this.#lentLarge >= MAX_LARGE) return this.#idleSmall.pop() ?? Buffer.allocUnsafeSlow(SMALL);
    this.#lentLarge += 1;
    return this.#idleLarge.pop() ?? Buffer.allocUnsafeSlow(LARGE);
  }

  /** Takes a buffer back that nobody reads from any more. */
  give(chunk: Buffer): void {
    this.lose(chunk);
    const idle = chunk.length === LARGE ? this.#idleLarge : this.#idleSmall;
    if (idle.length < MAX_IDLE) idle.push(chunk);
  }

  /** Takes note of a buffer that may still be read from, by a socket that broke: it is left to the garbage collector. */
  lose(chunk: Buffer): void {
    if (chunk.length === LARGE) this.#lentLarge -= 1;
  }
}
