import { z } from 'zod';
import { trackVisibilities } from '#domain/media/track.ts';
import { line } from '../schemas.ts';

/** What the fields of a track may be, for those who enforce it and for those who ask. */
export const trackLimits = { title: 200, artist: 200, album: 200, genre: 64, musicalKey: 16, bpm: { minimum: 1, maximum: 999 } } as const;

const bpm = z.number().min(trackLimits.bpm.minimum).max(trackLimits.bpm.maximum).multipleOf(0.01);
const visibility = z.enum(trackVisibilities);

/** The fields beside the file in an upload: text, all of them. */
export const uploadFields = z.object({
  title: line(trackLimits.title),
  genre: line(trackLimits.genre).optional(),
  bpm: z.preprocess((text) => (typeof text === 'string' && /^-?\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : text), bpm).optional(),
  musical_key: line(trackLimits.musicalKey).optional(),
  visibility: visibility.default('public'),
});

export const trackChange = z.object({
  title: line(trackLimits.title).optional(),
  artist: line(trackLimits.artist).nullable().optional(),
  album: line(trackLimits.album).nullable().optional(),
  genre: line(trackLimits.genre).nullable().optional(),
  bpm: bpm.nullable().optional(),
  musical_key: line(trackLimits.musicalKey).nullable().optional(),
  visibility: visibility.optional(),
});
