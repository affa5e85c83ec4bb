import type { ReadAt } from './remote-tokenizer.ts';

/** The longest page of Ogg: a header of 27 bytes, 255 lacing values, 255 segments of 255 bytes. */
const MAX_PAGE = 27 + 255 + 255 * 255;
const CAPTURE = Buffer.from('OggS\0');

/** The seconds up to the last page, whose granule position counts samples: 48 kHz in Opus, the sample rate elsewhere. */
export async function oggDuration(size: number, readAt: ReadAt, samplesPerSecond: number): Promise<number | null> {
  const start = Math.max(0, size - 2 * MAX_PAGE);
  const end = Buffer.from(await readAt(start, size - start));
  for (let at = end.lastIndexOf(CAPTURE); at !== -1; at = at === 0 ? -1 : end.lastIndexOf(CAPTURE, at - 1)) {
    if (at + 14 > end.length) continue;
    const granule = end.readBigInt64LE(at + 6);
    if (granule >= 0n) return Number(granule) / samplesPerSecond;
  }
  return null;
}
