import { nextState } from '#domain/shared/transitions.ts';
import type { Recording } from './recording.ts';
import type { StorageBackend } from './storage-backend.ts';

const transitions = {
  uploading: ['processing', 'failed'],
  processing: ['ready', 'failed'],
  ready: [],
  failed: [],
} as const satisfies Record<string, readonly string[]>;

export type TrackStatus = keyof typeof transitions;
export const trackStatuses = Object.keys(transitions) as TrackStatus[];

export const trackVisibilities = ['public', 'unlisted', 'private'] as const;
/** `unlisted` is heard by whoever has the link and listed for nobody; `private` is there for its owner alone. */
export type TrackVisibility = (typeof trackVisibilities)[number];

/** What its owner says of a track. */
export type TrackDetails = {
  title: string;
  artist: string | null;
  album: string | null;
  genre: string | null;
  bpm: number | null;
  musicalKey: string | null;
  visibility: TrackVisibility;
};

/** Where a track's file lies, or will lie. */
export type TrackPlace = { storageBackend: StorageBackend; storageKey: string };

export class Track {
  readonly id: string;
  readonly ownerId: string;
  readonly storageBackend: StorageBackend;
  readonly storageKey: string;
  /** What the file was called where it came from: to be shown, never to be used as a path. */
  readonly originalFilename: string | null;
  readonly createdAt: Date;
  private _title: string;
  private _artist: string | null;
  private _album: string | null;
  private _genre: string | null;
  private _bpm: number | null;
  private _musicalKey: string | null;
  private _visibility: TrackVisibility;
  private _status: TrackStatus = 'uploading';
  private _recording: Recording | null = null;
  private _failureReason: string | null = null;
  private _updatedAt: Date;

  constructor(begun: { id: string; ownerId: string; place: TrackPlace; originalFilename: string | null; details: TrackDetails; at: Date }) {
    this.id = begun.id;
    this.ownerId = begun.ownerId;
    this.storageBackend = begun.place.storageBackend;
    this.storageKey = begun.place.storageKey;
    this.originalFilename = begun.originalFilename;
    this.createdAt = begun.at;
    this._title = begun.details.title;
    this._artist = begun.details.artist;
    this._album = begun.details.album;
    this._genre = begun.details.genre;
    this._bpm = begun.details.bpm;
    this._musicalKey = begun.details.musicalKey;
    this._visibility = begun.details.visibility;
    this._updatedAt = begun.at;
  }

  get title(): string {
    return this._title;
  }

  get artist(): string | null {
    return this._artist;
  }

  get album(): string | null {
    return this._album;
  }

  get genre(): string | null {
    return this._genre;
  }

  get bpm(): number | null {
    return this._bpm;
  }

  get musicalKey(): string | null {
    return this._musicalKey;
  }

  get visibility(): TrackVisibility {
    return this._visibility;
  }

  get status(): TrackStatus {
    return this._status;
  }

  /** Null until the track is ready. */
  get recording(): Recording | null {
    return this._recording;
  }

  /** Why it failed, in words for its owner. */
  get failureReason(): string | null {
    return this._failureReason;
  }

  get updatedAt(): Date {
    return this._updatedAt;
  }

  revise(change: { [Name in keyof TrackDetails]?: TrackDetails[Name] | undefined }, at: Date): void {
    this._title = change.title ?? this._title;
    this._visibility = change.visibility ?? this._visibility;
    if (change.artist !== undefined) this._artist = change.artist;
    if (change.album !== undefined) this._album = change.album;
    if (change.genre !== undefined) this._genre = change.genre;
    if (change.bpm !== undefined) this._bpm = change.bpm;
    if (change.musicalKey !== undefined) this._musicalKey = change.musicalKey;
    this._updatedAt = at;
  }

  /** Its file has arrived. */
  beginProcessing(at: Date): void {
    this.become('processing', at);
  }

  becomeReady(recording: Recording, at: Date): void {
    this.become('ready', at);
    this._recording = recording;
  }

  fail(reason: string, at: Date): void {
    this.become('failed', at);
    this._failureReason = reason;
  }

  private become(next: TrackStatus, at: Date): void {
    this._status = nextState('a track', transitions, this._status, next);
    this._updatedAt = at;
  }
}
