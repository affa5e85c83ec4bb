import { defineEntity, p } from '@mikro-orm/core';
import { storageBackends } from '#domain/media/storage-backend.ts';
import { Track, trackStatuses, trackVisibilities } from '#domain/media/track.ts';
import { fields, type Maps } from '../maps.ts';
import { RecordingMapping } from './recording.mapping.ts';

const check = (name: string, expression: string) => ({ name: `tracks_${name}_check`, expression });

export const TrackMapping = defineEntity({
  class: Track,
  tableName: 'tracks',
  indexes: [{ properties: fields('_status', '_visibility', 'createdAt', 'id') }, { properties: ['ownerId', 'createdAt', 'id'] }],
  uniques: [{ properties: ['storageBackend', 'storageKey'] }],
  checks: [
    check('title', "title <> ''"),
    // In quotes, because PostgreSQL reports a bare number beside a double in a form that the schema diff takes for a change.
    check('bpm', "bpm >= '1' and bpm <= '999'"),
    check('ready', "(status = 'ready') = (recording_size is not null)"),
    check('failure', "(status = 'failed') = (failure_reason is not null)"),
    check('recording_size', 'recording_size > 0'),
    check('recording_duration', 'recording_duration_ms > 0'),
    check('recording_sha256', 'length(recording_sha256) = 64'),
    check(
      'recording_whole',
      `(recording_size is null) = (recording_content_type is null) and (recording_size is null) = (recording_sha256 is null)
       and (recording_size is null) = (recording_duration_ms is null) and (recording_size is null) = (recording_stored_at is null)`,
    ),
  ],
  properties: {
    id: p.uuid().primary(),
    ownerId: p.uuid(),
    storageBackend: p.enum(storageBackends),
    storageKey: p.string().length(255),
    originalFilename: p.string().length(255).nullable(),
    title: p.string().length(200).accessor('_title'),
    artist: p.string().length(200).nullable().accessor('_artist'),
    album: p.string().length(200).nullable().accessor('_album'),
    genre: p.string().length(64).nullable().accessor('_genre'),
    bpm: p.double().nullable().accessor('_bpm'),
    musicalKey: p.string().length(16).nullable().accessor('_musicalKey'),
    visibility: p.enum(trackVisibilities).accessor('_visibility'),
    status: p.enum(trackStatuses).accessor('_status'),
    recording: () => p.embedded(RecordingMapping).nullable().accessor('_recording'),
    failureReason: p.string().length(500).nullable().accessor('_failureReason'),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3).accessor('_updatedAt'),
    version: p.integer().version(),
  } satisfies Maps<Track> & { version: unknown },
});
