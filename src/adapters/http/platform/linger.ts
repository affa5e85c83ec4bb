import type { IncomingMessage, ServerResponse } from 'node:http';
import { awaitsInvitation } from './body-invitation.ts';

const WORTH_READING_BYTES = 1024 * 1024;
const LINGER_BYTES = 16 * 1024 * 1024;
const LINGER_MS = 5_000;

/** Whether a request that is answered already is read to its end, so that its connection can be kept. */
export function isWorthReading(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return length !== undefined && Number(length) <= WORTH_READING_BYTES && !awaitsInvitation(request);
}

/**
 * Ends the last answer on a connection before its request has arrived. Closing at once would reset the connection under a
 * caller who is still sending, and the answer with it; so what it sends is thrown away for a while, but not without end.
 */
export function endLingering(request: IncomingMessage, response: ServerResponse, content: string | Uint8Array | undefined): void {
  response.write(content ?? '');
  let left = LINGER_BYTES;
  const settle = () => {
    clearTimeout(patience);
    request.off('data', discard).off('end', settle).off('close', settle);
    response.end();
  };
  const cut = () => {
    settle();
    request.socket.destroySoon();
  };
  const discard = (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) cut();
  };
  const patience = setTimeout(cut, LINGER_MS).unref();
  request.on('data', discard).on('end', settle).on('close', settle);
}
