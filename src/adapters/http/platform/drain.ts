import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A connection whose last request has just ended is idle, and would be kept alive for a request that never comes. */
const SWEEP_EVERY_MS = 50;

/** How long requests that run may take to end, before their connections are cut. */
export type DrainOptions = { graceMs: number };

/**
 * Stops a server: no new connection, idle ones closed at once, running requests given `graceMs`. Upgraded connections
 * (WebSocket) are among `sockets` and end with it. Answers how many connections were cut, once the last of them is closed.
 */
export async function drain(server: Server, sockets: ReadonlySet<Socket>, { graceMs }: DrainOptions): Promise<number> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS);
  const closing: Promise<unknown>[] = [];
  const cut = setTimeout(() => {
    server.closeIdleConnections();
    for (const socket of sockets) if (!socket.destroyed) closing.push(cutOff(socket));
  }, graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
  await Promise.all(closing);
  return closing.length;
}

function cutOff(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve).destroy());
}
