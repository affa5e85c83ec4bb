import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/** What libuv knows of a socket, under names that Node has always had and never documented. */
type Connected = Socket & { readonly _handle?: { readonly fd?: number; readonly writeQueueSize?: number } | null };

/**
 * The descriptor of the plain connection that an answer goes out on, once the kernel has taken all that was written so far,
 * the answer's head included; else null. It is good for this turn of the event loop only: a connection that closes leaves its
 * number to the next one.
 */
export function descriptorOfIdle(target: Writable): number | null {
  if (!(target instanceof ServerResponse) || target.destroyed) return null;
  const socket: Connected | null = target.socket;
  if (!socket || socket.destroyed || 'encrypted' in socket) return null;
  target.flushHeaders();
  // Node does not see what the kernel sends, and would take the connection for an idle one.
  socket.setTimeout(socket.timeout ?? 0);
  const { fd = -1, writeQueueSize } = socket._handle ?? {};
  return fd >= 0 && writeQueueSize === 0 && target.writableLength === 0 ? fd : null;
}
