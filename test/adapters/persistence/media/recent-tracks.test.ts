import assert from 'node:assert/strict';
import sinon from 'sinon';
import { RecentTracks } from '#adapters/persistence/media/recent-tracks.ts';
import type { TrackLibrary, TrackSnapshot } from '#application/media/ports.ts';
import { trackSnapshot } from '#application/media/track-snapshot.ts';
import { TestClock } from '#test/support/test-clock.ts';
import { aTrack } from '#test/support/tracks.ts';

describe('remembering what is being played', () => {
  const track = trackSnapshot(aTrack());
  let library: sinon.SinonStubbedInstance<TrackLibrary>;
  let recent: RecentTracks;
  let clock: TestClock;

  beforeEach(() => {
    library = { find: sinon.stub(), listPublic: sinon.stub(), listOfOwner: sinon.stub(), keysInUse: sinon.stub() };
    clock = new TestClock();
    recent = new RecentTracks({ library, clock });
  });

  it('asks once for a track that is asked for again and again', async () => {
    library.find.resolves(track);
    for (let times = 0; times < 5; times += 1) assert.equal(await recent.find(track.id), track);
    sinon.assert.calledOnceWithExactly(library.find, track.id);
  });

  it('asks again once it was told of a change', async () => {
    library.find.onFirstCall().resolves(track).onSecondCall().resolves(null);
    await recent.find(track.id);
    recent.forget(track.id);
    assert.equal(await recent.find(track.id), null);
  });

  it('does not remember what it read while a change was going on', async () => {
    let answer: (found: TrackSnapshot) => void = () => undefined;
    const slow = new Promise<TrackSnapshot>((resolve) => {
      answer = resolve;
    });
    library.find.onFirstCall().returns(slow);
    library.find.onSecondCall().resolves(null);
    const reading = recent.find(track.id);
    recent.forget(track.id);
    answer(track);
    assert.equal(await reading, track);
    assert.equal(await recent.find(track.id), null);
  });

  it('remembers neither what is not there nor what cannot be played yet', async () => {
    const processing = trackSnapshot(aTrack({ status: 'processing' }));
    library.find.onFirstCall().resolves(null).onSecondCall().resolves(processing).onThirdCall().resolves(track);
    assert.deepEqual([await recent.find('x'), await recent.find('x'), await recent.find('x')], [null, processing, track]);
  });

  it('looks again after a second, for changes made elsewhere', async () => {
    library.find.resolves(track);
    await recent.find(track.id);
    clock.tick(1100);
    await recent.find(track.id);
    sinon.assert.calledTwice(library.find);
  });
});
