type Documented = {
  description: string;
  required?: true;
  schema: { type: 'string' | 'integer'; format?: string };
  example?: string | number;
};

const text = { type: 'string' } as const;

/** The headers of answers that mean something to whoever asked: routes declare which of them they send. */
export const responseHeaders = {
  'Accept-Ranges': { description: 'That a range of it can be asked for', schema: text, example: 'bytes' },
  'Content-Disposition': { description: 'Whether to show it or to save it, and under which name (RFC 6266)', schema: text },
  'Content-Range': { description: 'Which bytes these are, of how many', schema: text, example: 'bytes 0-1023/4096' },
  ETag: { description: 'This version: what `If-None-Match` takes', schema: text, example: '"q1Vm3Yx0cZ8d7rJtWk2pLA"' },
  'Idempotent-Replayed': { description: '`true` on the stored answer to an earlier request with this key', schema: text, example: 'true' },
  'Last-Modified': { description: 'What `If-Modified-Since` takes', schema: text, example: 'Sun, 01 Mar 2026 12:00:00 GMT' },
  Link: { description: 'Where the next page is: `rel="next"` (RFC 8288)', schema: text },
  Location: { description: 'Where it is', schema: { type: 'string', format: 'uri-reference' } },
  RateLimit: { description: 'What is left of the quota, and for how many seconds', schema: text, example: '"login";r=119;t=60' },
  'RateLimit-Policy': { description: 'The quota, and its window in seconds', schema: text, example: '"login";q=120;w=60' },
  'Retry-After': { description: 'How many seconds to wait before asking again', schema: { type: 'integer' }, example: 5 },
  'WWW-Authenticate': { description: 'How to say who is asking', schema: text, example: 'Bearer realm="veza"' },
  'X-Request-Id': { description: 'The name of the request in the logs, as it was sent or made here', required: true, schema: text },
} as const satisfies Record<string, Documented>;

export type ResponseHeader = keyof typeof responseHeaders;
