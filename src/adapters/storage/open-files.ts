import { close, fstat, open } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LRUCache } from 'lru-cache';
import { isMissing } from '#adapters/files/file-faults.ts';
import type { AtHand } from '#application/shared/at-hand.ts';
import { keySegments } from './object-key.ts';

const openFile = promisify(open);
const statOf = promisify(fstat);
const MAX_OPEN = 512;
const IDLE_MS = 5 * 60_000;

/** A descriptor that closes once it is both retired from the cache and held by nobody. */
export class OpenFile {
  readonly fd: number;
  #holders = 0;
  #retired = false;

  constructor(fd: number) {
    this.fd = fd;
  }

  hold(): this {
    this.#holders += 1;
    return this;
  }

  release(): void {
    this.#holders -= 1;
    this.#closeWhenUnused();
  }

  retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    this.#closeWhenUnused();
  }

  #closeWhenUnused(): void {
    if (this.#retired && this.#holders === 0) {
      close(this.fd, (error) => {
        if (error) process.emitWarning(error);
      });
    }
  }
}

/**
 * Descriptors of the objects that are being listened to, kept open between requests. Objects never change, so a descriptor
 * stays good until its object is deleted or replaced; whoever does that says so with `forget`.
 */
export class OpenFiles {
  readonly #directory: string;
  readonly #opening = new Map<string, Promise<boolean>>();
  readonly #files: LRUCache<string, OpenFile>;

  constructor(options: { directory: string; maxOpen?: number }) {
    this.#directory = options.directory;
    this.#files = new LRUCache({
      max: options.maxOpen ?? MAX_OPEN,
      ttl: IDLE_MS,
      updateAgeOnGet: true,
      ttlResolution: 1000,
      dispose: (file) => file.retire(),
    });
  }

  /**
   * Null when there is no such object; a promise only when it has to be opened. Whoever asked calls `release` once no read is
   * under way any more.
   */
  hold(key: string): AtHand<OpenFile | null> {
    return this.#files.get(key)?.hold() ?? this.#holdOpened(key);
  }

  forget(key: string): void {
    this.#opening.delete(key);
    this.#files.delete(key);
  }

  close(): void {
    this.#opening.clear();
    this.#files.clear();
  }

  async #holdOpened(key: string): Promise<OpenFile | null> {
    while (await this.#opened(key)) {
      const file = this.#files.get(key);
      if (file) return file.hold();
    }
    return null;
  }

  #opened(key: string): Promise<boolean> {
    const underWay = this.#opening.get(key);
    if (underWay) return underWay;
    this.#files.purgeStale();
    const isWanted = () => this.#opening.get(key) === opening;
    const opening: Promise<boolean> = this.#open(key, isWanted).finally(() => {
      if (isWanted()) this.#opening.delete(key);
    });
    this.#opening.set(key, opening);
    return opening;
  }

  /** Whether there is such an object. Its file is in the cache then, unless the key was forgotten meanwhile. */
  async #open(key: string, isWanted: () => boolean): Promise<boolean> {
    const fd = await openOrNull(join(this.#directory, ...keySegments(key)));
    if (fd === null) return false;
    const file = new OpenFile(fd);
    const isFile = (await statOf(fd)).isFile();
    if (isFile && isWanted()) this.#files.set(key, file);
    else file.retire();
    return isFile;
  }
}

async function openOrNull(path: string): Promise<number | null> {
  try {
    return await openFile(path, 'r');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
