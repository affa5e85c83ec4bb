import type { AudioContentType } from './audio-format.ts';

/** The sound of a track, as it lies in the storage: it never changes. `bitrate` in bit/s, `sampleRate` in Hz. */
export class Recording {
  readonly contentType: AudioContentType;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly durationMs: number;
  readonly bitrate: number | null;
  readonly sampleRate: number | null;
  readonly channels: number | null;
  readonly storedAt: Date;

  constructor(facts: {
    contentType: AudioContentType;
    size: number;
    sha256: string;
    durationMs: number;
    bitrate: number | null;
    sampleRate: number | null;
    channels: number | null;
    storedAt: Date;
  }) {
    this.contentType = facts.contentType;
    this.size = facts.size;
    this.sha256 = facts.sha256;
    this.durationMs = facts.durationMs;
    this.bitrate = facts.bitrate;
    this.sampleRate = facts.sampleRate;
    this.channels = facts.channels;
    this.storedAt = facts.storedAt;
  }
}
