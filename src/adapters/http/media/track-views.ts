import { z } from 'zod';
import type { TrackSnapshot } from '#application/media/ports.ts';
import { manages } from '#application/media/track-access.ts';
import type { Actor } from '#application/shared/actor.ts';
import { audioContentTypes } from '#domain/media/audio-format.ts';
import { trackStatuses, trackVisibilities } from '#domain/media/track.ts';
import { timestamp } from '../schemas.ts';

export const trackSchema = z
  .object({
    id: z.uuid(),
    owner_id: z.uuid(),
    title: z.string(),
    artist: z.string().nullable(),
    album: z.string().nullable(),
    genre: z.string().nullable(),
    bpm: z.number().nullable(),
    musical_key: z.string().nullable(),
    visibility: z.enum(trackVisibilities),
    status: z.enum(trackStatuses),
    duration_ms: z.int().nullable(),
    bitrate: z.int().nullable().describe('bit/s'),
    sample_rate: z.int().nullable().describe('Hz'),
    channels: z.int().nullable(),
    content_type: z.enum(audioContentTypes).nullable(),
    size_bytes: z.int().nullable(),
    sha256: z.string().nullable(),
    original_filename: z.string().nullable().describe('what its owner called the file; null for everybody else'),
    failure_reason: z.string().nullable().describe('for its owner; null for everybody else'),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Track' });

export function trackView(track: TrackSnapshot, actor: Actor | null): z.input<typeof trackSchema> {
  const { recording } = track;
  const own = manages(actor, track);
  return {
    id: track.id,
    owner_id: track.ownerId,
    title: track.title,
    artist: track.artist,
    album: track.album,
    genre: track.genre,
    bpm: track.bpm,
    musical_key: track.musicalKey,
    visibility: track.visibility,
    status: track.status,
    duration_ms: recording?.durationMs ?? null,
    bitrate: recording?.bitrate ?? null,
    sample_rate: recording?.sampleRate ?? null,
    channels: recording?.channels ?? null,
    content_type: recording?.contentType ?? null,
    size_bytes: recording?.size ?? null,
    sha256: recording?.sha256 ?? null,
    original_filename: own ? track.originalFilename : null,
    failure_reason: own ? track.failureReason : null,
    created_at: track.createdAt.toISOString(),
    updated_at: track.updatedAt.toISOString(),
  };
}
