import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a form was posted by a page of this server. Browsers say so in `Sec-Fetch-Site`, except without TLS; there, and in
 * older ones, `Origin` does. A post that says neither did not come from a browser's form, and is refused.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (origin === undefined || !URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.origin === new URL(publicUrl).origin || from.host === host;
}
