import { Readable } from 'node:stream';
import type { Storage } from '#application/media/ports.ts';
import type { Dependency } from '#application/shared/health.ts';

type Deps = { storage: Storage };

const KEY = 'health/written';
const CONTENT = Buffer.from('ok');

/** Whether an object can be written: a full disk, or one that is gone, shows here first. */
export class StorageDependency implements Dependency {
  readonly dependencyName = 'storage';
  readonly critical = false;
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async check(): Promise<void> {
    await this.#deps.storage.put(KEY, Readable.from([CONTENT]), { maxBytes: CONTENT.length });
  }
}
