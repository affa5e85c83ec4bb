import assert from 'node:assert/strict';
import { Tracks } from '#application/media/ports.ts';
import { id3Text, mp3, wav } from '#test/support/audio.ts';
import { MediaClient } from '#test/support/media-client.ts';
import { MediaHarness, people } from '#test/support/media-harness.ts';
import { aTrack } from '#test/support/tracks.ts';

describe('tracks over HTTP', () => {
  let media: MediaHarness;
  let client: MediaClient;

  before(async () => {
    media = await MediaHarness.open({ MAX_UPLOAD_BYTES: '2000000' });
    client = new MediaClient(await media.serve());
  });

  afterEach(() => media.clear());

  after(() => media.close());

  it('shows a track to others without what is its owner’s business', async () => {
    const { id } = await client.uploaded(wav(), { title: 'x' }, { name: 'final final 2.wav' });
    assert.equal((await client.call('GET', `/tracks/${id}`, 'ada')).body.original_filename, 'final final 2.wav');
    for (const person of [null, 'bob'] as const)
      assert.equal((await client.call('GET', `/tracks/${id}`, person)).body.original_filename, null);
  });

  it('does not betray a private track to anybody', async () => {
    const { id } = await client.uploaded(wav(), { title: 'x', visibility: 'private' });
    for (const person of [null, 'bob', 'user'] as const) {
      for (const path of [`/tracks/${id}`, `/tracks/${id}/stream`]) assert.equal((await client.call('GET', path, person)).status, 404);
      if (person) assert.equal((await client.call('GET', `/tracks/${id}/download`, person)).status, 404);
    }
    const own = await client.call('GET', `/tracks/${id}/stream`, 'ada');
    assert.deepEqual([own.status, own.headers.get('cache-control')], [200, 'private, no-store']);
  });

  it('stops playing to others the moment that a track becomes private', async () => {
    const { id } = await client.uploaded(wav());
    assert.equal((await client.call('GET', `/tracks/${id}/stream`)).status, 200);
    await client.call('PATCH', `/tracks/${id}`, 'ada', { visibility: 'private' });
    assert.equal((await client.call('GET', `/tracks/${id}/stream`)).status, 404);
    assert.equal((await client.call('GET', `/tracks/${id}/stream`, 'ada')).status, 200);
  });

  it('has nothing at addresses that are none', async () => {
    for (const id of ['nonsense', '01950000-0000-7000-8000-ffffffffffff', '%2e%2e']) {
      for (const path of ['', '/stream', '/download']) assert.equal((await client.call('GET', `/tracks/${id}${path}`, 'ada')).status, 404);
    }
  });

  it('gives the file itself to its owner and to those with a licence, where one is sold', async () => {
    const file = mp3({ tags: [id3Text('TPE1', 'Ada "L"')] });
    const { id } = await client.uploaded(file, { title: 'Night/Drive' });
    media.inUse.add(id);
    assert.equal((await client.call('GET', `/tracks/${id}/download`)).status, 401);
    const refused = await client.call('GET', `/tracks/${id}/download`, 'bob');
    assert.deepEqual([refused.status, refused.body.code], [403, 'LICENCE_REQUIRED']);
    media.licences.add(`${people.bob.userId}/${id}`);
    for (const person of ['ada', 'bob'] as const) {
      const { status, headers, bytes } = await client.call('GET', `/tracks/${id}/download`, person);
      assert.equal(status, 200);
      assert.equal(
        headers.get('content-disposition'),
        `attachment; filename="Ada _L_ - Night_Drive.mp3"; filename*=UTF-8''Ada%20_L_%20-%20Night_Drive.mp3`,
      );
      assert.equal(headers.get('cache-control'), 'private, no-store');
      assert(bytes.equals(file));
    }
  });

  it('gives the file to everybody who may hear it, where nobody sells it', async () => {
    const { id } = await client.uploaded(wav());
    assert.equal((await client.call('GET', `/tracks/${id}/download`)).status, 401);
    assert.equal((await client.call('GET', `/tracks/${id}/download`, 'bob')).status, 200);
    await client.call('PATCH', `/tracks/${id}`, 'ada', { visibility: 'private' });
    assert.equal((await client.call('GET', `/tracks/${id}/download`, 'bob')).status, 404);
  });

  it('plays on to those with a licence when it becomes private, and to nobody else', async () => {
    const { id } = await client.uploaded(mp3(), { title: 'A track', visibility: 'private' });
    media.licences.add(`${people.bob.userId}/${id}`);
    const statuses = await Promise.all(
      (['ada', 'bob', 'user', undefined] as const).map(async (person) => (await client.call('GET', `/tracks/${id}/stream`, person)).status),
    );
    assert.deepEqual(statuses, [200, 200, 404, 404]);
  });

  it('lets an administrator change it', async () => {
    const { id } = await client.uploaded(wav());
    const { status, body } = await client.call('PATCH', `/tracks/${id}`, 'admin', { visibility: 'private' });
    assert.deepEqual([status, body.visibility], [200, 'private']);
  });

  it('lets its owner change it, and nobody else', async () => {
    const { id } = await client.uploaded(wav(), { title: 'x', genre: 'House' });
    const change = { title: 'y', genre: null, bpm: 128, musical_key: 'F#m', visibility: 'unlisted' };
    assert.equal((await client.call('PATCH', `/tracks/${id}`, null, change)).status, 401);
    assert.equal((await client.call('PATCH', `/tracks/${id}`, 'bob', change)).status, 404);
    const { status, body } = await client.call('PATCH', `/tracks/${id}`, 'ada', change);
    assert.deepEqual(
      [status, body.title, body.genre, body.bpm, body.musical_key, body.visibility],
      [200, 'y', null, 128, 'F#m', 'unlisted'],
    );
    for (const wrong of [
      { status: 'failed' },
      { owner_id: people.bob.userId },
      { duration_ms: 1 },
      { title: '' },
      { bpm: '128' },
      { visibility: null },
    ]) {
      assert.equal((await client.call('PATCH', `/tracks/${id}`, 'ada', wrong)).status, 422, JSON.stringify(wrong));
    }
    assert.equal((await client.call('GET', `/tracks/${id}`)).body.title, 'y');
  });

  it('lets its owner delete it, unless somebody has a right to it', async () => {
    const { id } = await client.uploaded(wav());
    media.inUse.add(id);
    const refused = await client.call('DELETE', `/tracks/${id}`, 'ada');
    assert.deepEqual([refused.status, refused.body.code], [409, 'TRACK_IN_USE']);
    media.inUse.clear();
    assert.equal((await client.call('DELETE', `/tracks/${id}`, 'bob')).status, 404);
    assert.equal((await client.call('DELETE', `/tracks/${id}`, 'ada')).status, 204);
    for (const path of ['', '/stream', '/download']) assert.equal((await client.call('GET', `/tracks/${id}${path}`, 'ada')).status, 404);
    assert.deepEqual(await media.storedKeys(), []);
  });

  it('tells the owner that a track is not ready', async () => {
    const track = aTrack({ ownerId: people.ada.userId, status: 'failed' });
    await media.database.unitOfWork.run(() => media.get(Tracks).add(track));
    const { status, body } = await client.call('GET', `/tracks/${track.id}/stream`, 'ada');
    assert.deepEqual([status, body.code], [409, 'TRACK_NOT_READY']);
    assert.equal((await client.call('GET', `/tracks/${track.id}`, 'ada')).body.failure_reason, 'the upload was interrupted');
    assert.equal((await client.call('GET', `/tracks/${track.id}`)).status, 404);
  });

  it('lists in pages what everybody may see, and one’s own', async () => {
    const titles = ['one', 'two', 'three'];
    for (const title of titles) {
      media.clock.tick(1000);
      await client.uploaded(wav(), { title, genre: title === 'two' ? 'House' : 'Techno' });
    }
    await client.uploaded(wav(), { title: 'hidden', visibility: 'private' });
    await client.uploaded(wav(), { title: 'linked', visibility: 'unlisted' });
    assert.deepEqual(await client.titles(''), ['three', 'two', 'one']);
    assert.deepEqual(await client.titles('?genre=House'), ['two']);
    assert.deepEqual(await client.titles(`?owner_id=${people.bob.userId}`), []);
    assert.deepEqual((await client.titles('?mine=true', 'ada')).sort(), ['hidden', 'linked', 'one', 'three', 'two']);
    assert.deepEqual(await client.titles('?mine=true', 'bob'), []);
    assert.equal((await client.call('GET', '/tracks?mine=true')).status, 401);
    const first = (await client.call('GET', '/tracks?limit=2')).body;
    assert.deepEqual(await client.titles(`?limit=2&cursor=${first.next_cursor}`), ['one']);
    const elsewhere = await client.call('GET', `/tracks?mine=true&cursor=${first.next_cursor}`, 'ada');
    assert.deepEqual([elsewhere.status, elsewhere.body.errors?.map(({ pointer }) => pointer)], [422, ['/cursor']]);
    for (const query of ['?limit=1e9', '?limit=0', '?mine=maybe', '?owner_id=x', '?sort=title']) {
      assert.equal((await client.call('GET', `/tracks${query}`)).status, 422, query);
    }
  });
});
