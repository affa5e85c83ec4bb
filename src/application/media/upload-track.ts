import { type Actor, requireCreator } from '#application/shared/actor.ts';
import type { Clock, Ids, UnitOfWork } from '#application/shared/ports.ts';
import { Recording } from '#domain/media/recording.ts';
import { shownText } from '#domain/media/shown-text.ts';
import { Track, type TrackDetails } from '#domain/media/track.ts';
import type { AudioFacts, TrackLibrary, TrackSnapshot, Tracks } from './ports.ts';
import type { ReadRequest, ReceiveAudio } from './receive-audio.ts';
import { trackSnapshot } from './track-snapshot.ts';

type Deps = { receiveAudio: ReceiveAudio; tracks: Tracks; library: TrackLibrary; unitOfWork: UnitOfWork; ids: Ids; clock: Clock };
export type SaidOfTrack = Omit<TrackDetails, 'artist' | 'album'>;

/** The file goes to the storage first and the row is written when all is well: who sees a track can play it. */
export class UploadTrack {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {Forbidden} and what {@link ReceiveAudio} throws. */
  async execute({ actor, read }: { actor: Actor; read: ReadRequest<SaidOfTrack> }): Promise<TrackSnapshot> {
    requireCreator(actor);
    const { receiveAudio, ids, clock } = this.#deps;
    const id = ids.next();
    const { said, place, object, fileName, facts } = await receiveAudio.execute(`tracks/${actor.userId}/${id}`, read);
    const at = clock.now();
    const originalFilename = fileName && shownText(fileName, 255);
    const track = new Track({ id, ownerId: actor.userId, place, originalFilename, details: completed(said, facts), at });
    track.beginProcessing(at);
    track.becomeReady(new Recording({ ...facts, size: object.size, sha256: object.sha256, storedAt: at }), at);
    return this.#record(track);
  }

  async #record(track: Track): Promise<TrackSnapshot> {
    const { unitOfWork, tracks, library, receiveAudio } = this.#deps;
    try {
      return await unitOfWork.run(async () => {
        await tracks.add(track);
        return trackSnapshot(track);
      });
    } catch (error) {
      // A commit whose answer was lost has happened all the same, and then the file stays. If that cannot be known, the sweep decides.
      if (!(await library.find(track.id))) await receiveAudio.discard(track.storageKey);
      throw error;
    }
  }
}

/** What the file says of itself stands where its owner said nothing. */
function completed(said: SaidOfTrack, { tags }: AudioFacts): TrackDetails {
  return {
    ...said,
    artist: tags.artist,
    album: tags.album,
    genre: said.genre ?? tags.genre,
    bpm: said.bpm ?? tags.bpm,
    musicalKey: said.musicalKey ?? tags.musicalKey,
  };
}
