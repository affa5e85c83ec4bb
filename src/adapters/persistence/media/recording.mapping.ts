import { BigIntType, defineEntity, p } from '@mikro-orm/core';
import { audioContentTypes } from '#domain/media/audio-format.ts';
import { Recording } from '#domain/media/recording.ts';
import type { Maps } from '../maps.ts';

export const RecordingMapping = defineEntity({
  class: Recording,
  embeddable: true,
  properties: {
    contentType: p.enum(audioContentTypes),
    size: p.type(new BigIntType('number')),
    sha256: p.string().length(64),
    durationMs: p.integer(),
    bitrate: p.integer().nullable(),
    sampleRate: p.integer().nullable(),
    channels: p.integer().nullable(),
    storedAt: p.datetime(3),
  } satisfies Maps<Recording>,
});
