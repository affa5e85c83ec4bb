import type { IncomingHttpHeaders } from 'node:http';
import { parseHttpDate } from './http-date.ts';

/** What identifies a stored representation: a strong ETag with its quotes, and when it was last changed. */
export type Validators = { etag: string; lastModified: Date };
export type Verdict = 'proceed' | 'not-modified' | 'failed';

const ENTITY_TAG = /\s*(?:,\s*)*(W\/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)/y;

/** The preconditions of RFC 9110 § 13.2.2 in their order, for GET or HEAD of a representation that exists. */
export function evaluatePreconditions(headers: IncomingHttpHeaders, { etag, lastModified }: Validators): Verdict {
  const modified = wholeSeconds(lastModified);
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch !== undefined) {
    if (!names(ifMatch, (tag) => !tag.weak && tag.opaque === etag)) return 'failed';
  } else {
    const since = dateIn(headers['if-unmodified-since']);
    if (since !== null && modified > since) return 'failed';
  }
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, (tag) => tag.opaque === etag) ? 'not-modified' : 'proceed';
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

function names(header: string, isMeant: (tag: { weak: boolean; opaque: string }) => boolean): boolean {
  if (header.trim() === '*') return true;
  ENTITY_TAG.lastIndex = 0;
  for (let match = ENTITY_TAG.exec(header); match; match = ENTITY_TAG.exec(header)) {
    if (isMeant({ weak: match[1] !== undefined, opaque: match[2] ?? '' })) return true;
  }
  return false;
}

function dateIn(header: string | undefined): number | null {
  return header === undefined ? null : parseHttpDate(header.trim());
}

function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
