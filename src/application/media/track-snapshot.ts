import type { Track } from '#domain/media/track.ts';
import type { TrackSnapshot } from './ports.ts';

/** A track as plain values, for whoever is outside its unit of work. */
export function trackSnapshot(track: Track): TrackSnapshot {
  return {
    id: track.id,
    ownerId: track.ownerId,
    storageBackend: track.storageBackend,
    storageKey: track.storageKey,
    originalFilename: track.originalFilename,
    createdAt: track.createdAt,
    title: track.title,
    artist: track.artist,
    album: track.album,
    genre: track.genre,
    bpm: track.bpm,
    musicalKey: track.musicalKey,
    visibility: track.visibility,
    status: track.status,
    recording: track.recording,
    failureReason: track.failureReason,
    updatedAt: track.updatedAt,
  };
}
