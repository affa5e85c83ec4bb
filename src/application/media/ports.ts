import type { Readable, Writable } from 'node:stream';
import type { AtHand } from '#application/shared/at-hand.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import type { AudioContentType } from '#domain/media/audio-format.ts';
import type { StorageBackend } from '#domain/media/storage-backend.ts';
import type { Track } from '#domain/media/track.ts';

/** `size` in bytes; `sha256` in lower-case hex. */
export type StoredObject = { key: string; size: number; sha256: string };
export type ObjectHead = { size: number; modifiedAt: Date };
/** Inclusive byte positions, as in RFC 9110 § 14. */
export type ByteSpan = { start: number; end: number };

/**
 * Where the media is kept. Keys are relative paths of `[A-Za-z0-9._-]` segments made by us, none of which begins with a
 * dot; anything else throws. An object appears whole or not at all, and is durable when `put` returns.
 */
export abstract class Storage {
  abstract readonly backend: StorageBackend;
  /**
   * Streams `content` in, in bounded memory, hashing on the way. When the stream fails, or gives more than `maxBytes`
   * ({@link ObjectTooLarge}), nothing is left behind and the stream is destroyed.
   */
  abstract put(key: string, content: Readable, limit: { maxBytes: number }): Promise<StoredObject>;
  /** Null when there is no such object. The caller reads the stream to its end or destroys it. */
  abstract get(key: string, span?: ByteSpan): Promise<Readable | null>;
  abstract head(key: string): Promise<ObjectHead | null>;
  /** Deleting what is not there is no error. */
  abstract delete(key: string): Promise<void>;
  /** Keys under a prefix in lexicographic order. */
  abstract list(prefix: string): AsyncIterable<string>;
  /** Throws away what a `put` that never came to its end (its process died) had written before `before`; says how many. */
  abstract discardUnfinished(before: Date): Promise<number>;
}

/** Gives objects to listeners, in memory that does not grow with the object nor with the listeners' patience. */
export abstract class ObjectSender {
  /**
   * Writes a span of an object into `target` and ends it, at the pace that `target` takes. `begin` is called before the
   * first byte, once the object is known to be there. False, with nothing called or written, when it is not. Returns when
   * the last byte was handed over or `target` was closed; throws when the object ends too early or cannot be read.
   * `target` must be done with a chunk when it calls back for the next one, as a socket is and a PassThrough is not.
   */
  abstract send(key: string, span: ByteSpan, target: Writable, begin: () => void): Promise<boolean>;
}

/** What a file says of itself: one line each, cut to a length that a row holds. */
export type AudioTags = {
  title: string | null;
  artist: string | null;
  album: string | null;
  genre: string | null;
  bpm: number | null;
  musicalKey: string | null;
};

/** `bitrate` in bit/s, `sampleRate` in Hz. */
export type AudioFacts = {
  contentType: AudioContentType;
  durationMs: number;
  bitrate: number | null;
  sampleRate: number | null;
  channels: number | null;
  tags: AudioTags;
};

export type ProbeOutcome =
  | { outcome: 'audio'; facts: AudioFacts }
  /** `empty` is audio without a moment of sound; `timed-out` kept its parser busy for longer than any honest file does. */
  | { outcome: 'not-audio' | 'unreadable' | 'empty' | 'timed-out' };

/** Looks into files that strangers sent. Whatever they hold, it answers in bounded time and memory and harms nobody else. */
export abstract class AudioProbe {
  /** What a file seems to be by its first {@link AUDIO_HEAD_BYTES} bytes, or fewer when it has no more; null: not audio. */
  abstract recognise(head: Uint8Array): Promise<AudioContentType | null>;
  /** Reads what the stored object is. Throws when the storage cannot be read. */
  abstract probe(key: string, size: number): Promise<ProbeOutcome>;
}

export const AUDIO_HEAD_BYTES = 4100;

/** Everything here belongs to the ambient unit of work. */
export abstract class Tracks {
  abstract add(track: Track): Promise<void>;
  /** Locks the row until the unit of work ends. */
  abstract findForUpdate(id: string): Promise<Track | null>;
  /** Those of these ids that there are, without waiting for whoever holds one. */
  abstract existing(ids: readonly string[]): Promise<string[]>;
  abstract remove(track: Track): Promise<void>;
  /** Tracks that began before a moment and are neither ready nor failed, oldest first, locked. */
  abstract findStuckForUpdate(before: Date, limit: number): Promise<Track[]>;
}

export type TrackSnapshot = Pick<
  Track,
  | 'id'
  | 'ownerId'
  | 'storageBackend'
  | 'storageKey'
  | 'originalFilename'
  | 'createdAt'
  | 'title'
  | 'artist'
  | 'album'
  | 'genre'
  | 'bpm'
  | 'musicalKey'
  | 'visibility'
  | 'status'
  | 'recording'
  | 'failureReason'
  | 'updatedAt'
>;
export type TrackFilter = { ownerId?: string | undefined; genre?: string | undefined };

/** Tracks as they were committed, read without a unit of work. */
export abstract class TrackLibrary {
  abstract find(id: string): Promise<TrackSnapshot | null>;
  /** Those that are ready and public. */
  abstract listPublic(filter: TrackFilter, page: PageRequest): Promise<Page<TrackSnapshot>>;
  /** Whatever their state and visibility. */
  abstract listOfOwner(ownerId: string, filter: Pick<TrackFilter, 'genre'>, page: PageRequest): Promise<Page<TrackSnapshot>>;
  /** Which of these keys, of objects in one storage, belong to a track. */
  abstract keysInUse(backend: StorageBackend, keys: readonly string[]): Promise<Set<string>>;
}

/**
 * Tracks for those who listen. A player asks for one again and again, range by range, so what was found may be remembered for
 * a second; whoever changes a track says so with `forget`, after the commit, and this process sees the change at once.
 */
export abstract class PlayableTracks {
  /** The same object for as long as it is remembered. */
  abstract find(id: string): AtHand<TrackSnapshot | null>;
  abstract forget(id: string): void;
}

/** What media asks of the marketplace before a track disappears, or is given away. */
export abstract class TrackSales {
  /** Whether anybody holds a licence to the track or is about to pay for one, or a product offers it. */
  abstract isInUse(trackId: string): Promise<boolean>;
}

/** What media asks of the marketplace before it gives a file away. */
export abstract class DownloadRights {
  abstract mayDownload(userId: string, trackId: string): Promise<boolean>;
}

/** The single source of the limits on what may be uploaded, for those who enforce them and for those who ask. */
export abstract class MediaSettings {
  abstract readonly maxUploadBytes: number;
}
