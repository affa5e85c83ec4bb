import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import type { Track } from '#domain/media/track.ts';
import type { PlayableTracks, TrackSnapshot, Tracks } from './ports.ts';
import { manages } from './track-access.ts';
import { trackSnapshot } from './track-snapshot.ts';

type Deps = { unitOfWork: UnitOfWork; tracks: Tracks; playable: PlayableTracks; clock: Clock };
type Command = { trackId: string; actor: Actor; change: Parameters<Track['revise']>[0] };

export class UpdateTrack {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {NotFound} also for a track of somebody else. */
  async execute({ trackId, actor, change }: Command): Promise<TrackSnapshot> {
    const { unitOfWork, tracks, playable, clock } = this.#deps;
    try {
      return await unitOfWork.run(async () => {
        const track = await tracks.findForUpdate(trackId);
        if (!track || !manages(actor, track)) throw new NotFound('track');
        track.revise(change, clock.now());
        return trackSnapshot(track);
      });
    } finally {
      playable.forget(trackId);
    }
  }
}
