import type { TrackForSale, TracksForSale } from '#application/marketplace/ports.ts';
import type { Tracks } from '#application/media/ports.ts';

type Deps = { tracks: Tracks };

export class MediaTracksForSale implements TracksForSale {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Locks the track for the rest of the unit of work: what is being offered is not deleted meanwhile. */
  async find(trackId: string): Promise<TrackForSale | null> {
    const track = await this.#deps.tracks.findForUpdate(trackId);
    return track && { id: track.id, ownerId: track.ownerId, title: track.title, ready: track.status === 'ready' };
  }

  existing(trackIds: readonly string[]): Promise<string[]> {
    return this.#deps.tracks.existing(trackIds);
  }
}
