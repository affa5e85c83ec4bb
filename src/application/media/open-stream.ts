import type { Actor } from '#application/shared/actor.ts';
import { type AtHand, goOnWith } from '#application/shared/at-hand.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { Recording } from '#domain/media/recording.ts';
import { TrackNotReady } from './errors.ts';
import type { DownloadRights, PlayableTracks, TrackSnapshot } from './ports.ts';
import { maySee } from './track-access.ts';

type Deps = { playable: PlayableTracks; rights: DownloadRights };
export type Playable = { track: TrackSnapshot; recording: Recording };

export class OpenStream {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * For whoever may see the track, and for those who hold a licence to it, which outlives its being public.
   * @throws {NotFound} also for a track that the caller may not know of. @throws {TrackNotReady} to its owner.
   */
  execute({ trackId, actor }: { trackId: string; actor: Actor | null }): AtHand<Playable> {
    return goOnWith(this.#deps.playable.find(trackId), (track) => {
      if (!track) throw new NotFound('track');
      return maySee(actor, track) ? playableOf(track) : this.#ofHolder(actor, track);
    });
  }

  async #ofHolder(actor: Actor | null, track: TrackSnapshot): Promise<Playable> {
    if (!actor || !(await this.#deps.rights.mayDownload(actor.userId, track.id))) throw new NotFound('track');
    return playableOf(track);
  }
}

function playableOf(track: TrackSnapshot): Playable {
  if (!track.recording) throw new TrackNotReady();
  return { track, recording: track.recording };
}
