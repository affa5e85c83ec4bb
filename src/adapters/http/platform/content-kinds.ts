import type { IncomingMessage } from 'node:http';
import { UnsupportedContent } from './http-errors.ts';
import { hasBody } from './read-body.ts';

/** How a body may be written, where its route understands more than one way. */
export type ContentKind = 'json' | 'form';

const UTF8 = String.raw`\s*(?:;\s*charset="?utf-?8"?\s*)?$`;
const patterns: Record<ContentKind, RegExp> = {
  json: new RegExp(String.raw`^application/(?:[\w.-]+\+)?json${UTF8}`, 'i'),
  form: new RegExp(`^application/x-www-form-urlencoded${UTF8}`, 'i'),
};
export const contentTypes: Record<ContentKind, string> = { json: 'application/json', form: 'application/x-www-form-urlencoded' };

export function isOfKind(kind: ContentKind, contentType: string | undefined): boolean {
  return patterns[kind].test(contentType ?? '');
}

/** @throws {UnsupportedContent} for a body that is written in another way. */
export function refuseOtherKinds(request: IncomingMessage, kinds: readonly ContentKind[]): void {
  if (!hasBody(request) || kinds.some((kind) => isOfKind(kind, request.headers['content-type']))) return;
  throw new UnsupportedContent(`the body must be sent as ${kinds.map((kind) => contentTypes[kind]).join(' or ')} in UTF-8`);
}
