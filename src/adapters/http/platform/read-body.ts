import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import { inviteBody } from './body-invitation.ts';
import { BodyTooLarge, ClientGone, UnsupportedContent } from './http-errors.ts';

export function hasBody(request: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}

/**
 * The whole body in memory.
 * @throws {BodyTooLarge} as soon as it is known to be longer than `maxBytes`; what is left of it is thrown away.
 * @throws {UnsupportedContent} for a compressed body.
 */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') throw new UnsupportedContent('a compressed body is not accepted');
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new BodyTooLarge(maxBytes);
  inviteBody(request);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (finish: () => void) => {
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      finish();
    };
    const onGone = () => settle(() => reject(new ClientGone('the request ended before its body did')));
    const onEnd = () => settle(() => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)));
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else settle(() => reject(new BodyTooLarge(maxBytes)));
    };
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}
