import { connect, type Socket } from 'node:net';

type Answered = (status: number) => void;
type Asked = { request: string; answered: Answered };

const LONGEST_ANSWER = 64 * 1024;
const END_OF_HEAD = '\r\n\r\n';

/**
 * Ready-made requests over connections that stay open, one at a time on each, for so little that the load generator does
 * not measure itself. It reads answers that say how long they are; a connection that fails answers with status 0.
 */
export class KeepAliveClient {
  readonly #idle: Connection[] = [];
  readonly #all: Connection[] = [];
  readonly #waiting: Asked[] = [];

  static async open({ hostname, port }: URL, connections: number): Promise<KeepAliveClient> {
    const client = new KeepAliveClient();
    await Promise.all(Array.from({ length: connections }, () => client.#connect(hostname, Number(port))));
    return client;
  }

  ask(request: string, answered: Answered): void {
    const connection = this.#idle.pop();
    if (connection) connection.ask(request, answered);
    else this.#waiting.push({ request, answered });
  }

  close(): void {
    for (const connection of this.#all) connection.close();
  }

  #connect(host: string, port: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const connection = new Connection({ host, port, opened: resolve, failed: reject, free: () => this.#next(connection) });
    this.#all.push(connection);
    return promise.then(() => void this.#idle.push(connection));
  }

  #next(connection: Connection): void {
    const waiting = this.#waiting.shift();
    if (waiting) connection.ask(waiting.request, waiting.answered);
    else this.#idle.push(connection);
  }
}

type Parts = { host: string; port: number; opened: () => void; failed: (error: Error) => void; free: () => void };

class Connection {
  readonly #socket: Socket;
  readonly #free: () => void;
  #answered: Answered | null = null;
  #status = 0;
  #left = -1;
  #head = '';

  constructor({ host, port, opened, failed, free }: Parts) {
    this.#free = free;
    const callback = (count: number, buffer: Uint8Array) => {
      this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, count));
      return true;
    };
    this.#socket = connect({ host, port, noDelay: true, onread: { buffer: Buffer.allocUnsafeSlow(LONGEST_ANSWER), callback } }, opened);
    this.#socket.on('error', failed).on('close', () => this.#settle(0));
  }

  ask(request: string, answered: Answered): void {
    this.#answered = answered;
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    if (this.#left >= 0) this.#left -= bytes.length;
    else {
      this.#head += bytes.toString('latin1');
      const end = this.#head.indexOf(END_OF_HEAD);
      if (end === -1) return;
      this.#status = Number(this.#head.slice(9, 12));
      const length = Number(/content-length: (\d+)/i.exec(this.#head)?.[1] ?? 0);
      this.#left = length - (this.#head.length - end - END_OF_HEAD.length);
    }
    if (this.#left > 0) return;
    this.#left = -1;
    this.#head = '';
    if (this.#settle(this.#status)) this.#free();
  }

  #settle(status: number): boolean {
    const answered = this.#answered;
    this.#answered = null;
    answered?.(status);
    return answered !== null;
  }
}
