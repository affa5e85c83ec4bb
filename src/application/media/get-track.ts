import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { TrackLibrary, TrackSnapshot } from './ports.ts';
import { maySee } from './track-access.ts';

type Deps = { library: TrackLibrary };

export class GetTrack {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {NotFound} also for a track that the caller may not know of. */
  async execute({ trackId, actor }: { trackId: string; actor: Actor | null }): Promise<TrackSnapshot> {
    const track = await this.#deps.library.find(trackId);
    if (!track || !maySee(actor, track)) throw new NotFound('track');
    return track;
  }
}
