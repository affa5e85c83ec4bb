import { Agent, type IncomingMessage, request } from 'node:http';

type Post = { url: string; headers: Record<string, string>; body: string; timeoutMs: number; signal: AbortSignal };

/** Posts over connections that are kept, as a provider does. Answers the status, with whatever came with it thrown away. */
export class SignedPost {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64, maxFreeSockets: 64 });

  async send({ url, headers, body, timeoutMs, signal }: Post): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const length = { 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', agent: this.#agent, timeout: timeoutMs, signal, headers: { ...headers, ...length } });
    sent.on('response', resolve).on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    sent.end(body);
    const response = await promise;
    response.on('error', reject).resume();
    return response.statusCode ?? 0;
  }

  close(): void {
    this.#agent.destroy();
  }
}
