import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';

/** The one expectation that is met here (RFC 9110 § 10.1.1). */
export const CONTINUE = /^100-continue$/i;

const invited = new WeakSet<IncomingMessage>();

/** Whether the caller waits to hear that its body is wanted before it sends any of it. */
export function awaitsInvitation(request: IncomingMessage): boolean {
  return request.httpVersion === '1.1' && CONTINUE.test(request.headers.expect ?? '') && !invited.has(request);
}

/** For who reads a body, once nothing but the body can still be wrong. */
export function inviteBody(request: Request): void {
  if (!awaitsInvitation(request)) return;
  invited.add(request);
  request.res?.writeContinue();
}
