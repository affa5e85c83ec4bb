import type { Server } from 'node:http';
import type { Socket } from 'node:net';

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
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, graceMs);
  await closed;
  clearTimeout(cut);
}
