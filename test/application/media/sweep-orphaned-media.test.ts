import assert from 'node:assert/strict';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TrackLibrary, Tracks } from '#application/media/ports.ts';
import { SweepOrphanedMedia } from '#application/media/sweep-orphaned-media.ts';
import { MediaHarness } from '#test/support/media-harness.ts';
import { aTrack } from '#test/support/tracks.ts';

describe('sweeping up after crashes', () => {
  let media: MediaHarness;

  before(async () => {
    media = await MediaHarness.open();
  });

  afterEach(() => media.clear());

  after(() => media.close());

  const minutesAgo = (minutes: number) => new Date(media.clock.now().getTime() - minutes * 60_000);
  const put = async (key: string, minutes: number) => {
    const path = join(media.directory, 'media', key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'x');
    await utimes(path, minutesAgo(minutes), minutesAgo(minutes));
  };
  const keep = async (track: ReturnType<typeof aTrack>) => {
    await media.database.unitOfWork.run(() => media.get(Tracks).add(track));
    return track.id;
  };
  const sweep = () => media.get(SweepOrphanedMedia).execute();

  it('deletes files that no track knows of, once they are old enough to be nobody’s', async () => {
    await put('tracks/u/known.mp3', 600);
    await put('tracks/u/lost.mp3', 61);
    await put('tracks/u/fresh.mp3', 59);
    await keep(aTrack({ storageBackend: 'local', storageKey: 'tracks/u/known.mp3' }));
    assert.deepEqual(await sweep(), { failedTracks: 0, deletedObjects: 1, discardedUploads: 0 });
    assert.deepEqual(await media.storedKeys(), ['tracks/u/fresh.mp3', 'tracks/u/known.mp3']);
    assert.deepEqual(media.log.lines, [
      { level: 'warn', event: 'media_swept', fields: { failedTracks: 0, deletedObjects: 1, discardedUploads: 0 } },
    ]);
  });

  it('works through more files than fit in one batch', async () => {
    for (let index = 0; index < 450; index += 1) await put(`tracks/u/${String(index).padStart(3, '0')}.mp3`, 100);
    await keep(aTrack({ storageBackend: 'local', storageKey: 'tracks/u/333.mp3' }));
    assert.equal((await sweep()).deletedObjects, 449);
    assert.deepEqual(await media.storedKeys(), ['tracks/u/333.mp3']);
  });

  it('fails the tracks that stopped half-way, with a reason, and deletes their files', async () => {
    const stuck = await keep(
      aTrack({ status: 'processing', at: minutesAgo(61), storageBackend: 'local', storageKey: 'tracks/u/stuck.mp3' }),
    );
    const running = await keep(aTrack({ status: 'processing', at: minutesAgo(59) }));
    await put('tracks/u/stuck.mp3', 61);
    assert.deepEqual(await sweep(), { failedTracks: 1, deletedObjects: 1, discardedUploads: 0 });
    const found = await media.get(TrackLibrary).find(stuck);
    assert.deepEqual([found?.status, found?.failureReason], ['failed', 'the upload was interrupted: send the file again']);
    assert.equal((await media.get(TrackLibrary).find(running))?.status, 'processing');
  });

  it('throws away what was never written to its end', async () => {
    const unfinished = join(media.directory, 'media/.tmp');
    await mkdir(unfinished, { recursive: true });
    await writeFile(join(unfinished, 'half'), 'x');
    await utimes(join(unfinished, 'half'), minutesAgo(90), minutesAgo(90));
    assert.deepEqual(await sweep(), { failedTracks: 0, deletedObjects: 0, discardedUploads: 1 });
  });

  it('says nothing when there is nothing', async () => {
    assert.deepEqual(await sweep(), { failedTracks: 0, deletedObjects: 0, discardedUploads: 0 });
    assert.deepEqual(media.log.lines, []);
  });
});
