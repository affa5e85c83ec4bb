import type { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Storage, TrackLibrary, Tracks } from './ports.ts';

type Deps = { unitOfWork: UnitOfWork; tracks: Tracks; library: TrackLibrary; storage: Storage; clock: Clock; log: Log };
export type Swept = { failedTracks: number; deletedObjects: number; discardedUploads: number };

const BATCH = 200;
/** No upload that is still going on has lain untouched for so long. */
const GRACE_MS = 3_600_000;

/** Clears away what crashes left: tracks stuck half-way, files that no track knows of, files that were never finished. */
export class SweepOrphanedMedia {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(): Promise<Swept> {
    const { storage, clock, log } = this.#deps;
    const before = new Date(clock.now().getTime() - GRACE_MS);
    const failedTracks = await this.#failStuckTracks(before);
    const deletedObjects = await this.#deleteOrphans(before);
    const swept = { failedTracks, deletedObjects, discardedUploads: await storage.discardUnfinished(before) };
    if (Object.values(swept).some((count) => count > 0)) log.warn('media_swept', swept);
    return swept;
  }

  async #failStuckTracks(before: Date): Promise<number> {
    const { unitOfWork, tracks, clock } = this.#deps;
    for (let failed = 0; ; ) {
      const batch = await unitOfWork.run(async () => {
        const stuck = await tracks.findStuckForUpdate(before, BATCH);
        for (const track of stuck) track.fail('the upload was interrupted: send the file again', clock.now());
        return stuck.length;
      });
      failed += batch;
      if (batch < BATCH) return failed;
    }
  }

  async #deleteOrphans(before: Date): Promise<number> {
    let deleted = 0;
    let batch: string[] = [];
    for await (const key of this.#deps.storage.list('tracks/')) {
      batch.push(key);
      if (batch.length < BATCH) continue;
      deleted += await this.#deleteUnknown(batch, before);
      batch = [];
    }
    return deleted + (await this.#deleteUnknown(batch, before));
  }

  async #deleteUnknown(keys: string[], before: Date): Promise<number> {
    const { storage, library } = this.#deps;
    if (keys.length === 0) return 0;
    const known = await library.keysInUse(storage.backend, keys);
    let deleted = 0;
    for (const key of keys.filter((candidate) => !known.has(candidate))) {
      const object = await storage.head(key);
      if (!object || object.modifiedAt >= before) continue;
      await storage.delete(key);
      deleted += 1;
    }
    return deleted;
  }
}
