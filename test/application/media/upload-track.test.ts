import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { NotAudio, ObjectTooLarge, UnreadableAudio } from '#application/media/errors.ts';
import { AudioProbe, type ProbeOutcome, Storage, TrackLibrary, Tracks } from '#application/media/ports.ts';
import { type SaidOfTrack, UploadTrack } from '#application/media/upload-track.ts';
import type { Actor } from '#application/shared/actor.ts';
import { Forbidden } from '#application/shared/errors.ts';
import { UnitOfWork } from '#application/shared/ports.ts';
import { flac, wav } from '#test/support/audio.ts';
import { MediaHarness, people } from '#test/support/media-harness.ts';

const said: SaidOfTrack = { title: 'Night Drive', genre: null, bpm: null, musicalKey: null, visibility: 'public' };

describe('uploading a track', () => {
  let media: MediaHarness;

  beforeEach(async () => {
    media = await MediaHarness.open({ STORAGE_BACKEND: 'memory', MAX_UPLOAD_BYTES: '100000' });
  });

  afterEach(() => media.close());

  const upload = (file: Buffer, { actor = people.ada as Actor, about = said, fileName = 'a.wav' } = {}) =>
    media.get(UploadTrack).execute({
      actor,
      read: async (keep) => ({ said: about, kept: await keep({ content: Readable.from(file.length > 0 ? [file] : []), fileName }) }),
    });
  const library = () => media.get(TrackLibrary);
  const nothingIsLeft = async () => {
    assert.deepEqual(await media.storedKeys(), []);
    assert.deepEqual((await library().listOfOwner(people.ada.userId, {}, { limit: 10 })).data, []);
  };
  const answering = (outcome: ProbeOutcome) =>
    media.replace(AudioProbe, { recognise: async () => 'audio/wav', probe: async () => outcome });

  it('keeps the file under a key of ours, and the track ready to be played', async () => {
    const track = await upload(wav({ seconds: 1.5 }), { fileName: '../../a\u202E.wav' });
    assert.equal(track.status, 'ready');
    assert.deepEqual([track.recording?.durationMs, track.recording?.contentType, track.recording?.size], [1500, 'audio/wav', 24_044]);
    assert.equal(track.storageKey, `tracks/${people.ada.userId}/${track.id}.wav`);
    assert.equal(track.originalFilename, '../../a.wav');
    assert.deepEqual(await media.storedKeys(), [track.storageKey]);
    assert.deepEqual(await library().find(track.id), track);
  });

  it('lets the file speak where its owner said nothing', async () => {
    const file = flac({ comments: ['TITLE=Another', 'ARTIST=Ada', 'ALBUM=First', 'GENRE=House', 'BPM=120'] });
    const track = await upload(file, { about: { ...said, genre: 'Techno' } });
    assert.deepEqual(
      [track.title, track.artist, track.album, track.genre, track.bpm, track.musicalKey],
      ['Night Drive', 'Ada', 'First', 'Techno', 120, null],
    );
  });

  it('is for creators, and reads nothing of anybody else', async () => {
    const reading = media.get(UploadTrack).execute({ actor: people.user, read: () => assert.fail('it was read') });
    await assert.rejects(reading, Forbidden);
  });

  it('refuses what is not audio by its first bytes, before it is stored', async () => {
    const storage = media.get(Storage);
    storage.put = () => assert.fail('it was stored');
    await assert.rejects(upload(Buffer.from('<!doctype html>')), NotAudio);
  });

  it('refuses an empty file', async () => {
    await assert.rejects(upload(Buffer.alloc(0)), (error) => error instanceof UnreadableAudio && error.code === 'AUDIO_EMPTY');
    await nothingIsLeft();
  });

  it('refuses a file that is too long', async () => {
    await assert.rejects(upload(wav({ seconds: 7 })), ObjectTooLarge);
    await nothingIsLeft();
  });

  const refusals: [outcome: Exclude<ProbeOutcome['outcome'], 'audio'>, code: string][] = [
    ['not-audio', 'UNSUPPORTED_MEDIA'],
    ['unreadable', 'AUDIO_UNREADABLE'],
    ['timed-out', 'AUDIO_UNREADABLE'],
    ['empty', 'AUDIO_EMPTY'],
  ];
  for (const [outcome, code] of refusals) {
    it(`leaves nothing of a file that turns out to be ${outcome}`, async () => {
      await answering({ outcome });
      await assert.rejects(upload(wav()), { code });
      await nothingIsLeft();
    });
  }

  it('leaves nothing when the request breaks off behind the file', async () => {
    const breaking = media.get(UploadTrack).execute({
      actor: people.ada,
      read: async (keep) => {
        await keep({ content: Readable.from([wav()]), fileName: null });
        throw new Error('the client has gone');
      },
    });
    await assert.rejects(breaking, /the client has gone/);
    await nothingIsLeft();
  });

  it('leaves no file whose row could not be written', async () => {
    media.get(Tracks).add = () => Promise.reject(new Error('the database is down'));
    await assert.rejects(upload(wav()), /the database is down/);
    await nothingIsLeft();
  });

  it('keeps the file when the row was written and only the answer was lost', async () => {
    const { unitOfWork } = media.database;
    await media.replace(UnitOfWork, {
      run: async (work) => {
        await unitOfWork.run(work);
        throw new Error('the connection was lost');
      },
    });
    await assert.rejects(upload(wav()), /the connection was lost/);
    const { data } = await library().listOfOwner(people.ada.userId, {}, { limit: 10 });
    assert.deepEqual(
      data.map(({ storageKey }) => storageKey),
      await media.storedKeys(),
    );
    assert.equal(data.length, 1);
  });

  it('says why the upload failed also when clearing away fails, and tells the operators', async () => {
    await answering({ outcome: 'empty' });
    media.get(Storage).delete = () => Promise.reject(new Error('read-only'));
    await assert.rejects(upload(wav()), UnreadableAudio);
    assert.deepEqual(media.log.events('error'), ['media_not_discarded']);
  });
});
