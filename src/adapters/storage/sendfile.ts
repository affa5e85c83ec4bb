import { type Libc, openLibc } from './libc.ts';

/** Of linux/fs.h and asm-generic/unistd.h. */
const RWF_NOWAIT = 8;
const SYS_CACHESTAT = 451n;

/**
 * Linux's sendfile(2): what the page cache has of a file goes into a socket without passing through this process, for half of
 * the processor time. Only what lies in memory is sent so: the event loop never waits for a disk.
 */
export class Sendfile {
  readonly #libc: Libc;
  readonly #pageSize: number;
  readonly #offset = new BigInt64Array(1);
  readonly #byte = new ArrayBuffer(1);
  /** `struct iovec` over the byte. */
  readonly #vector = new BigUint64Array(2);
  /** `struct cachestat_range { off, len }` and `struct cachestat { nr_cache, … }` of linux/mman.h. */
  readonly #range = new BigUint64Array(2);
  readonly #found = new BigUint64Array(5);

  private constructor(libc: Libc) {
    this.#libc = libc;
    this.#pageSize = libc.functions.getpagesize();
    this.#vector.set([libc.addressOf(this.#byte), 1n]);
  }

  /** Null where it cannot be called. A kernel before 6.5, or a container that forbids cachestat(2), has it send nothing. */
  static find(): Sendfile | null {
    const libc = openLibc();
    return libc && new Sendfile(libc);
  }

  /**
   * From `position` of the file `from` to the socket `to`, both descriptors. Answers how many bytes the socket has taken: 0
   * when it is full or gone, when the file ends there, or when the disk would have to be asked.
   */
  send(to: number, from: number, position: number, length: number): number {
    if (!this.#isInMemory(from, position, length)) return 0;
    this.#offset[0] = BigInt(position);
    return Math.max(0, Number(this.#libc.functions.sendfile(to, from, this.#offset, BigInt(length))));
  }

  /** Pages that are on their way from the disk count as held, too: that the last byte can be read says that they have come. */
  #isInMemory(file: number, position: number, length: number): boolean {
    const { preadv2, syscall } = this.#libc.functions;
    const last = position + length - 1;
    if (preadv2(file, this.#vector, 1, BigInt(last), RWF_NOWAIT) !== 1n) return false;
    this.#range.set([BigInt(position), BigInt(length)]);
    if (syscall(SYS_CACHESTAT, BigInt(file), this.#range, this.#found, 0n) !== 0n) return false;
    return Number(this.#found[0]) === Math.floor(last / this.#pageSize) - Math.floor(position / this.#pageSize) + 1;
  }
}
