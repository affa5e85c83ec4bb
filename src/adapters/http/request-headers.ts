type Documented = { description: string; schema: { type: 'string'; minLength?: number; maxLength?: number }; example: string };

const text = { type: 'string' } as const;
const tag = '"q1Vm3Yx0cZ8d7rJtWk2pLA"';
const date = 'Sun, 01 Mar 2026 12:00:00 GMT';

/** The headers of requests that routes go by, beside those of every request. */
export const requestHeaders = {
  'Idempotency-Key': {
    description: 'Bare or quoted, 1 to 255 visible characters. The same key and body again is given the first answer again.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
    example: '8e03978e-40d5-43dd-bc93-6894a57f9324',
  },
  'If-Match': { description: '412 unless it is one of these versions', schema: text, example: tag },
  'If-Modified-Since': { description: '304 unless it has changed since', schema: text, example: date },
  'If-None-Match': { description: '304 when it is one of these versions', schema: text, example: tag },
  'If-Range': { description: 'The range counts for this version alone; of another one everything is sent', schema: text, example: tag },
  'If-Unmodified-Since': { description: '412 when it has changed since', schema: text, example: date },
  Range: { description: 'One range of bytes, or a suffix; of several, everything is sent', schema: text, example: 'bytes=0-1023' },
} as const satisfies Record<string, Documented>;

export type RequestHeader = keyof typeof requestHeaders;
