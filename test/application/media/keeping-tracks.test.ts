import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { DeleteTrack } from '#application/media/delete-track.ts';
import { LicenceRequired, TrackInUse, TrackNotReady } from '#application/media/errors.ts';
import { GetTrack } from '#application/media/get-track.ts';
import { OpenDownload } from '#application/media/open-download.ts';
import { OpenStream } from '#application/media/open-stream.ts';
import { Storage, TrackLibrary, Tracks } from '#application/media/ports.ts';
import { UpdateTrack } from '#application/media/update-track.ts';
import type { Actor } from '#application/shared/actor.ts';
import { NotFound } from '#application/shared/errors.ts';
import { MediaHarness, people } from '#test/support/media-harness.ts';
import { aTrack } from '#test/support/tracks.ts';

const { ada, bob, admin } = people;

describe('keeping tracks', () => {
  let media: MediaHarness;

  before(async () => {
    media = await MediaHarness.open({ STORAGE_BACKEND: 'memory' });
  });

  afterEach(() => media.clear());

  after(() => media.close());

  const keep = async (wanted: Parameters<typeof aTrack>[0] = {}) => {
    const track = aTrack({ ownerId: ada.userId, ...wanted });
    await media.database.unitOfWork.run(() => media.get(Tracks).add(track));
    await media.get(Storage).put(track.storageKey, Readable.from([Buffer.alloc(10)]), { maxBytes: 10 });
    return track.id;
  };
  const stream = async (trackId: string, actor: Actor | null) => media.get(OpenStream).execute({ trackId, actor });
  const download = (trackId: string, actor: Actor) => media.get(OpenDownload).execute({ trackId, actor });

  it('shows and plays what is public or unlisted to everybody', async () => {
    for (const visibility of ['public', 'unlisted'] as const) {
      const trackId = await keep({ visibility });
      for (const actor of [null, bob, ada]) {
        assert.equal((await media.get(GetTrack).execute({ trackId, actor })).id, trackId);
        assert.equal((await stream(trackId, actor)).track.id, trackId);
      }
    }
  });

  it('hides what is private, or not ready, from everybody but its owner and administrators', async () => {
    for (const wanted of [{ visibility: 'private' }, { status: 'processing' }, { status: 'failed' }] as const) {
      const trackId = await keep(wanted);
      for (const actor of [null, bob, people.user]) {
        await assert.rejects(media.get(GetTrack).execute({ trackId, actor }), NotFound);
        await assert.rejects(stream(trackId, actor), NotFound);
      }
      for (const actor of [ada, admin]) assert.equal((await media.get(GetTrack).execute({ trackId, actor })).id, trackId);
    }
  });

  it('tells its owner when a track cannot be played yet', async () => {
    const trackId = await keep({ status: 'processing' });
    await assert.rejects(stream(trackId, ada), TrackNotReady);
    await assert.rejects(download(trackId, ada), TrackNotReady);
  });

  it('gives a file that is sold to its owner, to administrators and to those who hold a licence', async () => {
    const trackId = await keep();
    media.inUse.add(trackId);
    for (const actor of [ada, admin]) assert.equal((await download(trackId, actor)).track.id, trackId);
    await assert.rejects(download(trackId, bob), LicenceRequired);
    media.licences.add(`${bob.userId}/${trackId}`);
    assert.equal((await download(trackId, bob)).track.id, trackId);
  });

  it('lets a licence outlive the track being public, and betrays nothing to those without one', async () => {
    const trackId = await keep({ visibility: 'private' });
    await assert.rejects(download(trackId, bob), NotFound);
    media.licences.add(`${bob.userId}/${trackId}`);
    assert.equal((await download(trackId, bob)).track.id, trackId);
  });

  it('lets the owner and administrators change a track, and nobody else', async () => {
    const trackId = await keep();
    const change = { title: 'Day Drive', visibility: 'private' as const };
    await assert.rejects(media.get(UpdateTrack).execute({ trackId, actor: bob, change }), NotFound);
    for (const actor of [ada, admin]) {
      const changed = await media.get(UpdateTrack).execute({ trackId, actor, change: { ...change, title: `Day Drive of ${actor.role}` } });
      assert.deepEqual([changed.title, changed.visibility], [`Day Drive of ${actor.role}`, 'private']);
      assert.deepEqual(await media.get(TrackLibrary).find(trackId), changed);
    }
  });

  it('deletes a track and its file', async () => {
    const trackId = await keep();
    await assert.rejects(media.get(DeleteTrack).execute({ trackId, actor: bob }), NotFound);
    await media.get(DeleteTrack).execute({ trackId, actor: ada });
    assert.equal(await media.get(TrackLibrary).find(trackId), null);
    assert.deepEqual(await media.storedKeys(), []);
    await assert.rejects(media.get(DeleteTrack).execute({ trackId, actor: ada }), NotFound);
  });

  it('does not delete what somebody has bought or may buy', async () => {
    const trackId = await keep();
    media.inUse.add(trackId);
    await assert.rejects(media.get(DeleteTrack).execute({ trackId, actor: ada }), TrackInUse);
    assert.equal((await stream(trackId, null)).track.id, trackId);
    assert.equal((await media.storedKeys()).length, 1);
  });

  it('leaves a file that cannot be deleted to the sweep', async () => {
    const trackId = await keep();
    const storage = media.get(Storage);
    const { delete: remove } = storage;
    storage.delete = () => Promise.reject(new Error('read-only'));
    await media.get(DeleteTrack).execute({ trackId, actor: ada });
    storage.delete = remove;
    assert.equal(await media.get(TrackLibrary).find(trackId), null);
    assert.deepEqual(media.log.events('error'), ['media_not_discarded']);
  });
});
