import cors from 'cors';
import type { Request, Response } from 'express';

const exposed = [
  'Accept-Ranges',
  'Content-Range',
  'ETag',
  'Idempotent-Replayed',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Request-Id',
];

/** Answers a preflight, or marks the response as readable and calls `next`. */
export type CrossOrigin = (request: Request, response: Response, next: () => void) => void;

/** Null when no origin is listed. A request from elsewhere, or from no page at all, gets no CORS header. */
export function crossOrigin(origins: readonly string[]): CrossOrigin | null {
  if (origins.length === 0) return null;
  const anyone = origins.includes('*');
  const listed = new Set(origins);
  const handler = cors({
    origin: anyone ? '*' : [...origins],
    credentials: !anyone,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: exposed,
    maxAge: 600,
  });
  return (request, response, next) => {
    const { origin } = request.headers;
    if (origin !== undefined && (anyone || listed.has(origin))) handler(request, response, next);
    else next();
  };
}
