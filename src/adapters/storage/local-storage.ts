import { randomUUID } from 'node:crypto';
import { createWriteStream, type Dirent, type Stats } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isMissing } from '#adapters/files/file-faults.ts';
import type { ByteSpan, ObjectHead, Storage, StoredObject } from '#application/media/ports.ts';
import { ContentMeter } from './content-meter.ts';
import { keySegments } from './object-key.ts';
import type { OpenFiles } from './open-files.ts';

type Deps = { directory: string; openFiles: OpenFiles };

const WRITE_BUFFER = 512 * 1024;

/** Objects as files under one directory. What is being written lies under `.tmp`, on the same file system. */
export class LocalStorage implements Storage {
  readonly backend = 'local';
  readonly #root: string;
  readonly #unfinished: string;
  readonly #openFiles: OpenFiles;

  constructor(deps: Deps) {
    this.#root = resolve(deps.directory);
    this.#unfinished = join(this.#root, '.tmp');
    this.#openFiles = deps.openFiles;
  }

  async put(key: string, content: Readable, limit: { maxBytes: number }): Promise<StoredObject> {
    const path = this.#pathOf(key);
    const meter = new ContentMeter(limit.maxBytes);
    const unfinished = join(this.#unfinished, randomUUID());
    let written = unfinished;
    try {
      await mkdir(this.#unfinished, { recursive: true });
      await pipeline(content, meter, createWriteStream(unfinished, { flags: 'wx', flush: true, highWaterMark: WRITE_BUFFER }));
      await makeDurableDirectory(dirname(path));
      await rename(unfinished, path);
      written = path;
      await syncDirectory(dirname(path));
    } catch (error) {
      content.destroy();
      await rm(written, { force: true });
      throw error;
    } finally {
      this.#openFiles.forget(key);
    }
    return { key, size: meter.size, sha256: meter.sha256() };
  }

  async get(key: string, span?: ByteSpan): Promise<Readable | null> {
    const path = this.#pathOf(key);
    try {
      return (await open(path, 'r')).createReadStream(span);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async head(key: string): Promise<ObjectHead | null> {
    const found = await statOrNull(this.#pathOf(key));
    return found?.isFile() ? { size: found.size, modifiedAt: found.mtime } : null;
  }

  async delete(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
    this.#openFiles.forget(key);
  }

  async *list(prefix: string): AsyncIterable<string> {
    const directory = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    if (directory !== '') keySegments(directory.slice(0, -1));
    for await (const key of this.#keysUnder(directory)) {
      if (key.startsWith(prefix)) yield key;
    }
  }

  async discardUnfinished(before: Date): Promise<number> {
    let discarded = 0;
    for (const entry of await entriesOf(this.#unfinished)) {
      const path = join(this.#unfinished, entry.name);
      const found = await statOrNull(path);
      if (!found || found.mtime >= before) continue;
      await rm(path, { force: true });
      discarded += 1;
    }
    return discarded;
  }

  async *#keysUnder(directory: string): AsyncIterable<string> {
    const names = (await entriesOf(join(this.#root, directory)))
      .filter((entry) => !entry.name.startsWith('.'))
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
    for (const name of names) {
      if (name.endsWith('/')) yield* this.#keysUnder(directory + name);
      else yield directory + name;
    }
  }

  #pathOf(key: string): string {
    return join(this.#root, ...keySegments(key));
  }
}

async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function makeDurableDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true });
  if (first === undefined) return;
  for (let made = directory; made !== dirname(first); made = dirname(made)) await syncDirectory(dirname(made));
}

/** A name in a directory survives a power loss only once the directory itself was written. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
