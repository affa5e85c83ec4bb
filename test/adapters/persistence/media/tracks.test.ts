import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { SqlTrackLibrary } from '#adapters/persistence/media/sql-track-library.ts';
import { SqlTracks } from '#adapters/persistence/media/sql-tracks.ts';
import type { TrackFilter } from '#application/media/ports.ts';
import { trackSnapshot } from '#application/media/track-snapshot.ts';
import { StaleState } from '#application/shared/errors.ts';
import { Track } from '#domain/media/track.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { aRecording, aTrack } from '#test/support/tracks.ts';

for (const database of databases) {
  describe(`tracks in ${database.name}`, () => {
    let db: TestDatabase;
    let tracks: SqlTracks;
    let library: SqlTrackLibrary;

    before(async () => {
      db = await database.open();
      tracks = new SqlTracks(db);
      library = new SqlTrackLibrary({ reader: db.reader });
    });

    beforeEach(() => db.clear());

    after(() => db.close());

    const keep = async (...kept: Track[]) => {
      for (const track of kept) await db.unitOfWork.run(() => tracks.add(track));
      return kept.map(({ id }) => id);
    };
    const page = { limit: 10 };
    const listed = async (filter: TrackFilter = {}) => (await library.listPublic(filter, page)).data.map(({ id }) => id);

    it('gives back what was added, behaviour and all', async () => {
      const track = aTrack({
        title: 'Été',
        artist: 'Nobody',
        album: 'Nothing',
        genre: 'House',
        bpm: 127.5,
        musicalKey: 'Am',
        visibility: 'private',
        status: 'processing',
        originalFilename: 'a.mp3',
      });
      const expected = trackSnapshot(track);
      await keep(track);
      assert.deepEqual(await library.find(track.id), expected);
      await db.unitOfWork.run(async () => {
        const found = await tracks.findForUpdate(track.id);
        assert(found instanceof Track);
        assert.deepEqual(trackSnapshot(found), expected);
        found.becomeReady(aRecording({ size: 5_000_000_000 }), new Date('2026-11-02T00:00:00.123Z'));
        found.revise({ title: 'Hiver', genre: null }, new Date('2026-11-02T00:00:00.123Z'));
      });
      assert.deepEqual(await library.find(track.id), {
        ...expected,
        status: 'ready',
        recording: aRecording({ size: 5_000_000_000 }),
        title: 'Hiver',
        genre: null,
        updatedAt: new Date('2026-11-02T00:00:00.123Z'),
      });
      const again = await db.unitOfWork.run(async () => {
        const found = await tracks.findForUpdate(track.id);
        return found && trackSnapshot(found);
      });
      assert.deepEqual(again, await library.find(track.id));
    });

    it('has null for what is not there', async () => {
      assert.equal(await library.find(randomUUIDv7()), null);
      assert.equal(await db.unitOfWork.run(() => tracks.findForUpdate(randomUUIDv7())), null);
    });

    it('removes a track', async () => {
      const track = aTrack();
      await keep(track);
      await db.unitOfWork.run(async () => {
        const found = await tracks.findForUpdate(track.id);
        assert(found);
        await tracks.remove(found);
      });
      assert.equal(await library.find(track.id), null);
    });

    it('never lets two tracks share a file', async () => {
      await keep(aTrack({ storageKey: 'tracks/u/t.mp3' }));
      await assert.rejects(keep(aTrack({ storageKey: 'tracks/u/t.mp3' })), StaleState);
    });

    it('refuses, in the database itself, a ready track that has no sound', async () => {
      const track = aTrack({ status: 'processing' });
      await keep(track);
      await assert.rejects(db.unitOfWork.run(() => db.writer.run("update tracks set status = 'ready' where id = ?", [track.id])));
      await assert.rejects(db.unitOfWork.run(() => db.writer.run('update tracks set recording_size = 1 where id = ?', [track.id])));
    });

    it('lists what is ready and public, the newest first', async () => {
      const at = (day: number) => new Date(Date.UTC(2026, 10, day));
      const [first, second] = await keep(
        aTrack({ at: at(1) }),
        aTrack({ at: at(2), genre: 'House' }),
        aTrack({ at: at(3), visibility: 'unlisted' }),
        aTrack({ at: at(4), visibility: 'private' }),
        aTrack({ at: at(5), status: 'processing' }),
        aTrack({ at: at(6), status: 'failed' }),
      );
      assert.deepEqual(await listed(), [second, first]);
      assert.deepEqual(await listed({ genre: 'House' }), [second]);
      assert.deepEqual(await listed({ genre: 'ho%' }), []);
      assert.deepEqual(await listed({ ownerId: randomUUIDv7() }), []);
    });

    it('lists everything of one owner, in pages', async () => {
      const ownerId = randomUUIDv7();
      const states = ['ready', 'processing', 'failed', 'ready', 'uploading'] as const;
      const ids = await keep(aTrack(), ...states.map((status) => aTrack({ ownerId, status, visibility: 'private' })));
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const { data, nextCursor } = await library.listOfOwner(ownerId, {}, { limit: 2, cursor });
        seen.push(...data.map(({ id }) => id));
        cursor = nextCursor ?? undefined;
      } while (cursor);
      assert.deepEqual(seen.sort(), ids.slice(1).sort());
    });

    it('knows which files belong to a track that has not failed', async () => {
      await keep(
        aTrack({ storageKey: 'a' }),
        aTrack({ storageKey: 'b', status: 'processing' }),
        aTrack({ storageKey: 'c', status: 'failed' }),
      );
      assert.deepEqual(await library.keysInUse('memory', ['a', 'b', 'c', 'd']), new Set(['a', 'b']));
      assert.deepEqual(await library.keysInUse('local', ['a']), new Set());
    });

    it('finds those that are stuck, oldest first', async () => {
      const at = (day: number) => new Date(Date.UTC(2026, 10, day));
      const [second, first] = await keep(
        aTrack({ status: 'processing', at: at(2) }),
        aTrack({ status: 'uploading', at: at(1) }),
        aTrack({ status: 'processing', at: at(9) }),
        aTrack({ at: at(1) }),
        aTrack({ status: 'failed', at: at(1) }),
      );
      const stuck = (limit: number) => db.unitOfWork.run(async () => (await tracks.findStuckForUpdate(at(5), limit)).map(({ id }) => id));
      assert.deepEqual(await stuck(10), [first, second]);
      assert.deepEqual(await stuck(1), [first]);
    });
  });
}
