import { Broken, Reply } from './reply.ts';

export type Sent = { json?: unknown; body?: FormData | URLSearchParams | string; headers?: Record<string, string> };

/** Somebody who talks to the server over HTTP, as whoever `accessToken` says. */
export class Visitor {
  readonly baseUrl: string;
  accessToken: string | null = null;

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl.replace(/\/+$/, '');
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('GET', path, { headers });
  }

  post(path: string, json: unknown = {}, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('POST', path, { json, headers });
  }

  /** Paths are those of the API, unless they begin with `//`: then those of the server. */
  async send(method: string, path: string, { json, body, headers = {} }: Sent = {}): Promise<Reply> {
    const url = path.startsWith('//') ? this.baseUrl + path.slice(1) : `${this.baseUrl}/api/v1${path}`;
    const content = json === undefined ? body : JSON.stringify(json);
    const init: RequestInit = {
      method,
      redirect: 'manual',
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.accessToken ? { authorization: `Bearer ${this.accessToken}` } : {}),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
    };
    const request = `${method} ${url.slice(this.baseUrl.length)}`;
    try {
      const response = await fetch(url, init);
      return new Reply(request, response, Buffer.from(await response.arrayBuffer()));
    } catch (error) {
      throw new Broken(
        `${request} got no answer from ${this.baseUrl}: is the server running there? BASE_URL or --base-url says where it is`,
        { cause: error },
      );
    }
  }
}
