import type { Writable } from 'node:stream';
import type { ByteSpan, ObjectSender } from '#application/media/ports.ts';
import { ChunkPool } from './chunk-pool.ts';
import { FileCopy } from './file-copy.ts';
import type { OpenFile, OpenFiles } from './open-files.ts';
import { ReadQueue } from './read-queue.ts';
import type { Sendfile } from './sendfile.ts';

type Deps = { openFiles: OpenFiles; sendfile: Sendfile | null };

/**
 * Serves from the local disk out of cached descriptors: by sendfile where there is one, else by positional reads into pooled
 * buffers, one at a time for each listener, the next one when the socket has taken the last, and a few at a time for all of
 * them. A stream would cost several times as much for each byte.
 */
export class LocalFileSender implements ObjectSender {
  readonly #openFiles: OpenFiles;
  readonly #shared;

  constructor(deps: Deps) {
    this.#openFiles = deps.openFiles;
    this.#shared = { pool: new ChunkPool(), reads: new ReadQueue(), sendfile: deps.sendfile };
  }

  send(key: string, span: ByteSpan, target: Writable, begin: () => void): Promise<boolean> {
    const file = this.#openFiles.hold(key);
    if (file instanceof Promise) return file.then((opened) => this.#copy(opened, span, target, begin));
    return this.#copy(file, span, target, begin);
  }

  #copy(file: OpenFile | null, span: ByteSpan, target: Writable, begin: () => void): Promise<boolean> {
    if (!file) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      const settled = (error: unknown) => {
        file.release();
        if (error === null) resolve(true);
        else reject(error);
      };
      try {
        begin();
      } catch (error) {
        return settled(error);
      }
      new FileCopy(this.#shared, file.fd, span, target, settled).start();
    });
  }
}
