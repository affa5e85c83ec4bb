import cors from 'cors';
import type { Request, Response } from 'express';
import { responseHeaders } from '../response-headers.ts';

/** Answers a preflight, or marks the response as readable and calls `next`. */
export type CrossOrigin = (request: Request, response: Response, next: () => void) => void;

/**
 * Null when no origin is listed. A request from elsewhere, or from no page at all, gets no CORS header. Who asks is said by a
 * token, so that no page needs the credentials that a browser keeps.
 */
export function crossOrigin(origins: readonly string[]): CrossOrigin | null {
  if (origins.length === 0) return null;
  const anyone = origins.includes('*');
  const listed = new Set(origins);
  const handler = cors({
    origin: anyone ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: Object.keys(responseHeaders),
    maxAge: 600,
  });
  return (request, response, next) => {
    const { origin } = request.headers;
    if (origin !== undefined && (anyone || listed.has(origin))) handler(request, response, next);
    else next();
  };
}
