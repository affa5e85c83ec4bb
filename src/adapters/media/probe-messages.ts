import type { ProbeOutcome } from '#application/media/ports.ts';
import type { AudioContentType } from '#domain/media/audio-format.ts';

export type ProbeRequest = { kind: 'recognise'; head: Uint8Array } | { kind: 'probe'; size: number };

/** What the worker is told: a file to look at, and the bytes of it that it asked for. */
export type ToWorker = { about: 'request'; request: ProbeRequest } | { about: 'bytes'; bytes: Uint8Array };

/** What the worker says. After `failed` it is still good for the next file. */
export type FromWorker =
  | { about: 'read'; position: number; length: number }
  | { about: 'recognised'; contentType: AudioContentType | null }
  | { about: 'probed'; outcome: ProbeOutcome }
  | { about: 'failed'; reason: string };
