import { LRUCache } from 'lru-cache';
import type { PlayableTracks, TrackLibrary, TrackSnapshot } from '#application/media/ports.ts';
import type { AtHand } from '#application/shared/at-hand.ts';
import type { Clock } from '#application/shared/ports.ts';

type Deps = { library: TrackLibrary; clock: Clock };

const TTL_MS = 1000;
const MAX_TRACKS = 5000;

export class RecentTracks implements PlayableTracks {
  readonly #deps: Deps;
  readonly #tracks: LRUCache<string, TrackSnapshot>;
  #changes = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
    const now = () => deps.clock.now().getTime();
    this.#tracks = new LRUCache({ max: MAX_TRACKS, ttl: TTL_MS, ttlResolution: 0, perf: { now } });
  }

  find(id: string): AtHand<TrackSnapshot | null> {
    return this.#tracks.get(id) ?? this.#read(id);
  }

  forget(id: string): void {
    this.#changes += 1;
    this.#tracks.delete(id);
  }

  async #read(id: string): Promise<TrackSnapshot | null> {
    const before = this.#changes;
    const track = await this.#deps.library.find(id);
    // What was read before a change may not be remembered after it.
    if (track?.recording && this.#changes === before) this.#tracks.set(id, track);
    return track;
  }
}
