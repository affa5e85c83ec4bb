import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { Log, UnitOfWork } from '#application/shared/ports.ts';
import { TrackInUse } from './errors.ts';
import type { PlayableTracks, Storage, TrackSales, Tracks } from './ports.ts';
import { manages } from './track-access.ts';

type Deps = { unitOfWork: UnitOfWork; tracks: Tracks; playable: PlayableTracks; sales: TrackSales; storage: Storage; log: Log };

export class DeleteTrack {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {NotFound} also for a track of somebody else. @throws {TrackInUse} while anybody holds, or may buy, a licence. */
  async execute({ trackId, actor }: { trackId: string; actor: Actor }): Promise<void> {
    const key = await this.#removeRow(trackId, actor);
    const { storage, log } = this.#deps;
    try {
      await storage.delete(key);
    } catch (error) {
      // The track has gone all the same; the sweep comes for its file.
      log.error('media_not_discarded', { key, error });
    }
  }

  async #removeRow(trackId: string, actor: Actor): Promise<string> {
    const { unitOfWork, tracks, playable, sales } = this.#deps;
    try {
      return await unitOfWork.run(async () => {
        const track = await tracks.findForUpdate(trackId);
        if (!track || !manages(actor, track)) throw new NotFound('track');
        if (await sales.isInUse(track.id)) throw new TrackInUse();
        await tracks.remove(track);
        return track.storageKey;
      });
    } finally {
      playable.forget(trackId);
    }
  }
}
