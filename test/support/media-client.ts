import assert from 'node:assert/strict';
import { z } from 'zod';
import { trackSchema } from '#adapters/http/media/track-views.ts';
import type { TestServer } from './http-server.ts';
import type { people } from './media-harness.ts';

export type Person = keyof typeof people | null;
type Track = z.output<typeof trackSchema>;
type Answered = { status: number; headers: Headers; bytes: Buffer; body: Body };
type Fields = Record<string, string>;

const bodySchema = z.looseObject({
  code: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  data: z.array(trackSchema).optional(),
  next_cursor: z.string().nullable().optional(),
});
type Body = z.output<typeof bodySchema>;

/** Speaks the routes of the media context, as one of the people of the harness or as nobody. */
export class MediaClient {
  readonly #server: TestServer;

  constructor(server: TestServer) {
    this.#server = server;
  }

  async call(method: string, path: string, person: Person = null, body?: object, headers: Fields = {}): Promise<Answered> {
    const json = body ? { 'content-type': 'application/json' } : {};
    const init = { method, headers: { ...json, ...credentials(person), ...headers }, ...(body ? { body: JSON.stringify(body) } : {}) };
    return answered(await this.#server.fetch(`/api/v1${path}`, init));
  }

  async upload(
    file: Buffer,
    fields: Fields = { title: 'Night Drive' },
    { person = 'ada' as Person, name = 'a.bin' } = {},
  ): Promise<Answered> {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
    form.set('file', new Blob([new Uint8Array(file)]), name);
    return answered(await this.#server.fetch('/api/v1/tracks', { method: 'POST', headers: credentials(person), body: form }));
  }

  async uploaded(...args: Parameters<MediaClient['upload']>): Promise<Track> {
    const { status, body } = await this.upload(...args);
    assert.equal(status, 201, JSON.stringify(body));
    return trackSchema.parse(body);
  }

  async titles(query: string, person: Person = null): Promise<string[]> {
    const { status, body } = await this.call('GET', `/tracks${query}`, person);
    assert.equal(status, 200, JSON.stringify(body));
    return body.data?.map(({ title }) => title) ?? [];
  }
}

function credentials(person: Person): Fields {
  return person ? { authorization: `Bearer ${person}` } : {};
}

async function answered(response: Response): Promise<Answered> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = (response.headers.get('content-type')?.includes('json') ?? false) && bytes.length > 0;
  return { status: response.status, headers: response.headers, bytes, body: isJson ? bodySchema.parse(JSON.parse(String(bytes))) : {} };
}
