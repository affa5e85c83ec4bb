import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** A connection whose last request has just ended is idle, and would be kept alive for a request that never comes. */
const SWEEP_EVERY_MS = 50;

/** How long requests that run may take to end, before their connections are cut. */
export type DrainOptions = { graceMs: number };

/**
 * Stops a server: no new connection, idle ones closed at once, running requests given `graceMs`. Upgraded connections
 * (WebSocket) are among `sockets` and end with it.
 */
export async function drain(server: Server, sockets: ReadonlySet<Socket>, { graceMs }: DrainOptions): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS);
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
