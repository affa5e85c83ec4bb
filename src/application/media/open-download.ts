import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import { LicenceRequired, TrackNotReady } from './errors.ts';
import type { Playable } from './open-stream.ts';
import type { DownloadRights, TrackLibrary } from './ports.ts';
import { manages, maySee } from './track-access.ts';

type Deps = { library: TrackLibrary; rights: DownloadRights };

/** The file itself, for its owner and for those who hold a licence: theirs outlives the track's being public. */
export class OpenDownload {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {NotFound | LicenceRequired | TrackNotReady} */
  async execute({ trackId, actor }: { trackId: string; actor: Actor }): Promise<Playable> {
    const { library, rights } = this.#deps;
    const track = await library.find(trackId);
    if (!track) throw new NotFound('track');
    if (!manages(actor, track) && !(await rights.mayDownload(actor.userId, track.id))) {
      throw maySee(actor, track) ? new LicenceRequired() : new NotFound('track');
    }
    if (!track.recording) throw new TrackNotReady();
    return { track, recording: track.recording };
  }
}
