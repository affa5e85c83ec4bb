import type { Request } from 'express';
import { z } from 'zod';
import type { MediaSettings } from '#application/media/ports.ts';
import type { ReadRequest } from '#application/media/receive-audio.ts';
import type { SaidOfTrack, UploadTrack } from '#application/media/upload-track.ts';
import { InvalidInput } from '#application/shared/errors.ts';
import { audioContentTypes, audioFormats } from '#domain/media/audio-format.ts';
import { trackVisibilities } from '#domain/media/track.ts';
import { answer } from '../answer.ts';
import { strictly } from '../platform/strictly.ts';
import { validate } from '../platform/validation.ts';
import { type Route, route, streamRoute } from '../route.ts';
import { readUpload } from './multipart-upload.ts';
import { trackLimits, uploadFields } from './track-fields.ts';
import { trackSchema, trackView } from './track-views.ts';

type Deps = { uploadTrack: UploadTrack; settings: MediaSettings };

const FILE_FIELD = 'file';
const MAX_FIELD_BYTES = 64 * 1024;
const strictFields = strictly(uploadFields);
const text = z.object({ required: z.boolean(), max_length: z.int() });
const limitsSchema = z.object({
  max_file_bytes: z.int(),
  content_types: z.array(z.enum(audioContentTypes)),
  extensions: z.array(z.string()),
  fields: z.object({
    title: text,
    genre: text,
    musical_key: text,
    bpm: z.object({ required: z.boolean(), minimum: z.number(), maximum: z.number() }),
    visibility: z.object({ required: z.boolean(), values: z.array(z.enum(trackVisibilities)) }),
  }),
});

export function uploadRoutes({ uploadTrack, settings }: Deps): Route[] {
  const form = {
    fileField: FILE_FIELD,
    fields: Object.keys(uploadFields.shape),
    maxFieldBytes: MAX_FIELD_BYTES,
    maxFileBytes: settings.maxUploadBytes,
  };
  const reading =
    (request: Request): ReadRequest<SaidOfTrack> =>
    async (keep) => {
      const { fields, kept } = await readUpload(request, form, keep);
      return { said: saidIn(fields), kept };
    };

  return [
    streamRoute({
      method: 'post',
      path: '/tracks',
      tag: 'Tracks',
      summary: 'Upload a track: one audio file and what is to be said of it',
      description: 'The content of the file decides what it is, not its name. The fields may come in any order.',
      access: 'creator',
      requestContentType: 'multipart/form-data',
      requestSchema: uploadFields.extend({ [FILE_FIELD]: z.string().meta({ format: 'binary' }) }),
      answers: { 201: { description: 'The track, ready to be played', schema: trackSchema, headers: ['Location'] } },
      refusals: {
        rejected: ['MALFORMED_UPLOAD'],
        'too-large': ['UPLOAD_TOO_LARGE', 'FIELD_TOO_LARGE'],
        'unsupported-media': ['UNSUPPORTED_MEDIA', 'UNSUPPORTED_MEDIA_TYPE'],
        invalid: ['AUDIO_UNREADABLE', 'AUDIO_EMPTY'],
      },
      handle: async ({ request, actor }) => {
        const track = await uploadTrack.execute({ actor, read: reading(request) });
        return answer(201, trackView(track, actor), { location: `/api/v1/tracks/${track.id}` });
      },
    }),
    route({
      method: 'get',
      path: '/uploads/limits',
      tag: 'Tracks',
      summary: 'What may be uploaded',
      access: 'public',
      answers: { 200: { description: 'The limits that uploads are held to', schema: limitsSchema } },
      handle: async () =>
        answer(200, {
          max_file_bytes: settings.maxUploadBytes,
          content_types: audioContentTypes,
          extensions: Object.values(audioFormats),
          fields: {
            title: { required: true, max_length: trackLimits.title },
            genre: { required: false, max_length: trackLimits.genre },
            musical_key: { required: false, max_length: trackLimits.musicalKey },
            bpm: { required: false, ...trackLimits.bpm },
            visibility: { required: false, values: [...trackVisibilities] },
          },
        }),
    }),
  ];
}

/** A field that was left empty in a form is one that is not there. */
function saidIn(fields: Record<string, string>): SaidOfTrack {
  const given = Object.fromEntries(Object.entries(fields).filter(([, text]) => text.trim() !== ''));
  const checked = validate(strictFields, given);
  if (!checked.ok) throw new InvalidInput(checked.faults);
  const { musical_key: musicalKey = null, genre = null, bpm = null, ...rest } = checked.value as z.output<typeof uploadFields>;
  return { ...rest, musicalKey, genre, bpm };
}
