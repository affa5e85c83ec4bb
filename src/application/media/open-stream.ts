import type { Actor } from '#application/shared/actor.ts';
import { type AtHand, goOnWith } from '#application/shared/at-hand.ts';
import { NotFound } from '#application/shared/errors.ts';
import type { Recording } from '#domain/media/recording.ts';
import { TrackNotReady } from './errors.ts';
import type { PlayableTracks, TrackSnapshot } from './ports.ts';
import { maySee } from './track-access.ts';

type Deps = { playable: PlayableTracks };
export type Playable = { track: TrackSnapshot; recording: Recording };

export class OpenStream {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {NotFound} also for a track that the caller may not know of. @throws {TrackNotReady} to its owner. */
  execute({ trackId, actor }: { trackId: string; actor: Actor | null }): AtHand<Playable> {
    return goOnWith(this.#deps.playable.find(trackId), (track) => {
      if (!track || !maySee(actor, track)) throw new NotFound('track');
      if (!track.recording) throw new TrackNotReady();
      return { track, recording: track.recording };
    });
  }
}
