import type { TestServer } from './http-server.ts';

/** Posts to the API, as whoever bears `token`, and reads the answer. */
export async function postJson(server: TestServer, path: string, body?: unknown, token?: string) {
  const response = await server.fetch(`/api/v1${path}`, {
    method: 'POST',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body) ?? null,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}
