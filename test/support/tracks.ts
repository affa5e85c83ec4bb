import { randomUUIDv7 } from 'node:crypto';
import { Recording } from '#domain/media/recording.ts';
import type { StorageBackend } from '#domain/media/storage-backend.ts';
import { Track, type TrackDetails } from '#domain/media/track.ts';

type Wanted = Partial<TrackDetails> & {
  id?: string;
  ownerId?: string;
  status?: 'uploading' | 'processing' | 'ready' | 'failed';
  recording?: Partial<Recording>;
  storageBackend?: StorageBackend;
  storageKey?: string;
  originalFilename?: string | null;
  at?: Date;
};

/** A track with plausible defaults, ready unless said otherwise. */
export function aTrack(wanted: Wanted = {}): Track {
  const { id = randomUUIDv7(), ownerId = randomUUIDv7(), status = 'ready', at = new Date('2026-11-01T12:00:00Z') } = wanted;
  const { recording, originalFilename = null, ...said } = wanted;
  const details = {
    title: 'Night Drive',
    artist: null,
    album: null,
    genre: null,
    bpm: null,
    musicalKey: null,
    visibility: 'public' as const,
  };
  const { storageBackend = 'memory', storageKey = `tracks/${ownerId}/${id}.mp3` } = wanted;
  const place = { storageBackend, storageKey };
  const track = new Track({ id, ownerId, place, originalFilename, details: { ...details, ...said }, at });
  if (status === 'failed') track.fail('the upload was interrupted', at);
  if (status === 'processing' || status === 'ready') track.beginProcessing(at);
  if (status === 'ready') track.becomeReady(aRecording({ storedAt: at, ...recording }), at);
  return track;
}

export function aRecording(wanted: Partial<Recording> = {}): Recording {
  return new Recording({
    contentType: 'audio/mpeg',
    size: 16_680,
    sha256: 'ab'.repeat(32),
    durationMs: 1045,
    bitrate: 128_000,
    sampleRate: 44_100,
    channels: 2,
    storedAt: new Date('2026-11-01T12:00:00Z'),
    ...wanted,
  });
}
