import { type FileTypeResult, fileTypeFromBuffer } from 'file-type';
import { type IAudioMetadata, type ICommonTagsResult, parseFromTokenizer } from 'music-metadata';
import { AUDIO_HEAD_BYTES, type AudioTags, type ProbeOutcome } from '#application/media/ports.ts';
import type { AudioContentType } from '#domain/media/audio-format.ts';
import { shownText } from '#domain/media/shown-text.ts';
import { oggDuration } from './ogg-duration.ts';
import { type ReadAt, RemoteTokenizer } from './remote-tokenizer.ts';

/** By the extension that the sniffing library gives: its MIME types are finer, or coarser, than what is served. */
const contentTypes = new Map<string, AudioContentType>([
  ['mp3', 'audio/mpeg'],
  ['flac', 'audio/flac'],
  ['wav', 'audio/wav'],
  ['aif', 'audio/aiff'],
  ['ogg', 'audio/ogg'],
  ['oga', 'audio/ogg'],
  ['opus', 'audio/ogg'],
  ['m4a', 'audio/mp4'],
  ['m4b', 'audio/mp4'],
  ['mp4', 'audio/mp4'],
  ['aac', 'audio/aac'],
] satisfies [FileTypeResult['ext'], AudioContentType][]);

const LONGEST_MS = 2 ** 31 - 1;
const MAX_CHANNELS = 32;
const MAX_SAMPLE_RATE = 768_000;
/** Up to this size a file that does not say how long it lasts is read to its end. */
const MAX_FULL_SCAN = 64 * 1024 * 1024;

export async function recogniseAudio(head: Uint8Array): Promise<AudioContentType | null> {
  const found = await fileTypeFromBuffer(head);
  return (found && contentTypes.get(found.ext)) ?? null;
}

/** Not for hostile files outside a worker: parsers may loop, or take all the memory that they are let. */
export async function readAudio(size: number, readAt: ReadAt): Promise<ProbeOutcome> {
  const contentType = await recogniseAudio(await readAt(0, Math.min(size, AUDIO_HEAD_BYTES)));
  if (!contentType) return { outcome: 'not-audio' };
  const { format, common } = await parse(size, readAt, contentType, false);
  if (format.hasVideo) return { outcome: 'not-audio' };
  if (!format.hasAudio) return { outcome: 'unreadable' };
  const sampleRate = format.sampleRate ?? null;
  const channels = format.numberOfChannels ?? null;
  if (!isWithin(sampleRate, MAX_SAMPLE_RATE) || !isWithin(channels, MAX_CHANNELS)) return { outcome: 'unreadable' };
  const durationMs = Math.round(1000 * ((await durationOf(format, contentType, size, readAt)) ?? 0));
  if (!(durationMs > 0)) return { outcome: 'empty' };
  if (durationMs > LONGEST_MS) return { outcome: 'unreadable' };
  const bitrate = Math.min(Math.round(format.bitrate ?? (size * 8000) / durationMs), LONGEST_MS);
  return { outcome: 'audio', facts: { contentType, durationMs, bitrate, sampleRate, channels, tags: tagsOf(common) } };
}

function parse(size: number, readAt: ReadAt, contentType: AudioContentType, duration: boolean): Promise<IAudioMetadata> {
  return parseFromTokenizer(new RemoteTokenizer(size, readAt, contentType), { duration, skipCovers: true });
}

async function durationOf(
  { duration, codec, sampleRate, bitrate }: IAudioMetadata['format'],
  contentType: AudioContentType,
  size: number,
  readAt: ReadAt,
): Promise<number | undefined | null> {
  if (duration !== undefined && duration > 0) return duration;
  if (contentType === 'audio/ogg') return oggDuration(size, readAt, codec === 'Opus' ? 48_000 : (sampleRate ?? 48_000));
  if (contentType !== 'audio/mpeg' && contentType !== 'audio/aac') return null;
  if (size <= MAX_FULL_SCAN) return (await parse(size, readAt, contentType, true)).format.duration;
  return bitrate === undefined ? null : (size * 8) / bitrate;
}

function isWithin(value: number | null, maximum: number): boolean {
  return value === null || (Number.isFinite(value) && value > 0 && value <= maximum);
}

function tagsOf(common: ICommonTagsResult): AudioTags {
  const bpm = Number(common.bpm);
  return {
    title: shown(common.title, 200),
    artist: shown(common.artist, 200),
    album: shown(common.album, 200),
    genre: shown(common.genre?.[0], 64),
    bpm: bpm >= 1 && bpm <= 999 ? Math.round(bpm * 100) / 100 : null,
    musicalKey: shown(common.key, 16),
  };
}

function shown(value: unknown, maxLength: number): string | null {
  return typeof value === 'string' ? shownText(value, maxLength) : null;
}
