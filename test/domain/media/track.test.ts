import assert from 'node:assert/strict';
import { IllegalTransition } from '#domain/shared/transitions.ts';
import { aRecording, aTrack } from '#test/support/tracks.ts';

const later = new Date('2026-12-01T00:00:00Z');

describe('a track', () => {
  it('is ready once it has been processed, and has its recording then', () => {
    const track = aTrack({ status: 'uploading' });
    assert.deepEqual([track.status, track.recording], ['uploading', null]);
    track.beginProcessing(later);
    const recording = aRecording();
    track.becomeReady(recording, later);
    assert.deepEqual([track.status, track.recording, track.updatedAt], ['ready', recording, later]);
  });

  it('fails with a reason, from whichever step', () => {
    for (const status of ['uploading', 'processing'] as const) {
      const track = aTrack({ status });
      track.fail('the line went dead', later);
      assert.deepEqual([track.status, track.failureReason], ['failed', 'the line went dead']);
    }
  });

  it('leaves out no step, and comes back from no end', () => {
    assert.throws(() => aTrack({ status: 'uploading' }).becomeReady(aRecording(), later), IllegalTransition);
    assert.throws(() => aTrack({ status: 'ready' }).fail('too late', later), IllegalTransition);
    assert.throws(() => aTrack({ status: 'failed' }).beginProcessing(later), IllegalTransition);
    assert.throws(() => aTrack({ status: 'ready' }).becomeReady(aRecording(), later), IllegalTransition);
  });

  it('changes what its owner names, and nothing else', () => {
    const track = aTrack({ title: 'Old', genre: 'House', bpm: 120, artist: 'Mila' });
    track.revise({ title: 'New', genre: null, bpm: undefined }, later);
    assert.deepEqual([track.title, track.genre, track.bpm, track.visibility], ['New', null, 120, 'public']);
    assert.deepEqual(track.updatedAt, later);
    track.revise({ album: 'Winter', bpm: 90, musicalKey: 'Am' }, later);
    assert.deepEqual([track.title, track.artist, track.album, track.bpm, track.musicalKey], ['New', 'Mila', 'Winter', 90, 'Am']);
    track.revise({ artist: 'Ben' }, later);
    assert.deepEqual([track.artist, track.album, track.musicalKey], ['Ben', 'Winter', 'Am']);
  });
});
