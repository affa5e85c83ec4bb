import type { IncomingHttpHeaders } from 'node:http';
import { namesTag } from '../platform/entity-tags.ts';
import { parseHttpDate } from './http-date.ts';

/** What identifies a stored representation: a strong ETag with its quotes, and when it was last changed. */
export type Validators = { etag: string; lastModified: Date };
export type Verdict = 'proceed' | 'not-modified' | 'failed';

/** The preconditions of RFC 9110 § 13.2.2 in their order, for GET or HEAD of a representation that exists. */
export function evaluatePreconditions(headers: IncomingHttpHeaders, { etag, lastModified }: Validators): Verdict {
  const modified = wholeSeconds(lastModified);
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch !== undefined) {
    if (!namesTag(ifMatch, etag, 'strong')) return 'failed';
  } else {
    const since = dateIn(headers['if-unmodified-since']);
    if (since !== null && modified > since) return 'failed';
  }
  if (ifNoneMatch !== undefined) return namesTag(ifNoneMatch, etag, 'weak') ? 'not-modified' : 'proceed';
  const since = dateIn(headers['if-modified-since']);
  return since !== null && modified <= since ? 'not-modified' : 'proceed';
}

/** Whether a Range may be honoured: there is no If-Range, or it names exactly this representation. */
export function rangeStands(ifRange: string | undefined, { etag, lastModified }: Validators): boolean {
  if (ifRange === undefined) return true;
  const condition = ifRange.trim();
  if (condition.startsWith('"') || condition.startsWith('W/')) return condition === etag;
  return parseHttpDate(condition) === wholeSeconds(lastModified);
}

function dateIn(header: string | undefined): number | null {
  return header === undefined ? null : parseHttpDate(header.trim());
}

function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
