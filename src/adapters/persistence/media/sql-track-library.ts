import type { TrackFilter, TrackLibrary, TrackSnapshot } from '#application/media/ports.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import { audioContentTypes } from '#domain/media/audio-format.ts';
import { Recording } from '#domain/media/recording.ts';
import { type StorageBackend, storageBackends } from '#domain/media/storage-backend.ts';
import { trackStatuses, trackVisibilities } from '#domain/media/track.ts';
import { listNewestFirst } from '../list-newest-first.ts';
import type { SqlReader } from '../sql-reader.ts';
import { places, type SqlRow } from '../sql-statement.ts';
import { orNull, readDate, readMember, readNumber, readText } from '../sql-values.ts';

type Deps = { reader: SqlReader };

export class SqlTrackLibrary implements TrackLibrary {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async find(id: string): Promise<TrackSnapshot | null> {
    const row = await this.#deps.reader.first('select * from tracks where id = ?', [id]);
    return row && toSnapshot(row);
  }

  listPublic({ ownerId, genre }: TrackFilter, page: PageRequest): Promise<Page<TrackSnapshot>> {
    const filters = { status: 'ready', visibility: 'public', owner_id: ownerId, genre };
    return listNewestFirst(this.#deps.reader, { from: 'tracks', columns: '*', sort: 'created_at', filters }, page, toSnapshot);
  }

  listOfOwner(ownerId: string, { genre }: Pick<TrackFilter, 'genre'>, page: PageRequest): Promise<Page<TrackSnapshot>> {
    const filters = { owner_id: ownerId, genre };
    return listNewestFirst(this.#deps.reader, { from: 'tracks', columns: '*', sort: 'created_at', filters }, page, toSnapshot);
  }

  async keysInUse(backend: StorageBackend, keys: readonly string[]): Promise<Set<string>> {
    const rows = await this.#deps.reader.all(
      `select storage_key from tracks where storage_backend = ? and status <> 'failed' and storage_key in (${places(keys)})`,
      [backend, ...keys],
    );
    return new Set(rows.map((row) => readText(row, 'storage_key')));
  }
}

function toSnapshot(row: SqlRow): TrackSnapshot {
  return {
    id: readText(row, 'id'),
    ownerId: readText(row, 'owner_id'),
    storageBackend: readMember(storageBackends, row, 'storage_backend'),
    storageKey: readText(row, 'storage_key'),
    originalFilename: orNull(readText, row, 'original_filename'),
    createdAt: readDate(row, 'created_at'),
    title: readText(row, 'title'),
    artist: orNull(readText, row, 'artist'),
    album: orNull(readText, row, 'album'),
    genre: orNull(readText, row, 'genre'),
    bpm: orNull(readNumber, row, 'bpm'),
    musicalKey: orNull(readText, row, 'musical_key'),
    visibility: readMember(trackVisibilities, row, 'visibility'),
    status: readMember(trackStatuses, row, 'status'),
    recording: row['recording_size'] === null ? null : toRecording(row),
    failureReason: orNull(readText, row, 'failure_reason'),
    updatedAt: readDate(row, 'updated_at'),
  };
}

function toRecording(row: SqlRow): Recording {
  return new Recording({
    contentType: readMember(audioContentTypes, row, 'recording_content_type'),
    size: readNumber(row, 'recording_size'),
    sha256: readText(row, 'recording_sha256'),
    durationMs: readNumber(row, 'recording_duration_ms'),
    bitrate: orNull(readNumber, row, 'recording_bitrate'),
    sampleRate: orNull(readNumber, row, 'recording_sample_rate'),
    channels: orNull(readNumber, row, 'recording_channels'),
    storedAt: readDate(row, 'recording_stored_at'),
  });
}
