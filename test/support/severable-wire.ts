import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server: what it carries can be cut off, as when the server is stopped, and joined again. */
export class SeverableWire {
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #target = { host: '127.0.0.1', port: 0 };
  #port = 0;

  static async open(): Promise<SeverableWire> {
    const wire = new SeverableWire();
    await wire.join();
    return wire;
  }

  /** The same address, by way of this wire. */
  to(url: string): string {
    const through = new URL(url);
    this.#target = { host: through.hostname, port: Number(through.port) };
    through.hostname = '127.0.0.1';
    through.port = String(this.#port);
    return through.href;
  }

  async join(): Promise<void> {
    if (this.#server) return;
    const server = createServer((near) => this.#carry(near, connect(this.#target))).listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the wire has no port');
    this.#server = server;
    this.#port = address.port;
  }

  async sever(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #carry(...ends: readonly [Socket, Socket]): void {
    for (const end of ends) {
      this.#sockets.add(end);
      end
        .on('error', () => undefined)
        .once('close', () => {
          this.#sockets.delete(end);
          for (const other of ends) other.destroy();
        });
    }
    const [near, far] = ends;
    near.pipe(far).pipe(near);
  }
}
