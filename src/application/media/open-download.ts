import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import { LicenceRequired, TrackNotReady } from './errors.ts';
import type { Playable } from './open-stream.ts';
import type { DownloadRights, TrackLibrary, TrackSales } from './ports.ts';
import { manages, maySee } from './track-access.ts';

type Deps = { library: TrackLibrary; rights: DownloadRights; sales: TrackSales };

/**
 * The file itself, for its owner and for those who hold a licence: theirs outlives the track's being public. One that nobody
 * sells is for everybody who may hear it.
 */
export class OpenDownload {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {NotFound | LicenceRequired | TrackNotReady} */
  async execute({ trackId, actor }: { trackId: string; actor: Actor }): Promise<Playable> {
    const { library, rights, sales } = this.#deps;
    const track = await library.find(trackId);
    if (!track) throw new NotFound('track');
    if (!manages(actor, track) && !(await rights.mayDownload(actor.userId, track.id))) {
      if (!maySee(actor, track)) throw new NotFound('track');
      if (await sales.isInUse(track.id)) throw new LicenceRequired();
    }
    if (!track.recording) throw new TrackNotReady();
    return { track, recording: track.recording };
  }
}
