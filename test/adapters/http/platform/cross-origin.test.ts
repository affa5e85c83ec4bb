import assert from 'node:assert/strict';
import { z } from 'zod';
import { answer, answerHtml } from '#adapters/http/answer.ts';
import { responseHeaders } from '#adapters/http/response-headers.ts';
import { type Route, route, streamRoute } from '#adapters/http/route.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';

const routes: Route[] = [
  route({
    method: 'post',
    path: '/orders',
    tag: 'test',
    summary: 'A test',
    access: 'public',
    answers: { 200: { description: 'Done', schema: z.object({ done: z.boolean() }) } },
    handle: async () => answer(200, { done: true }),
  }),
  streamRoute({
    method: 'get',
    path: '/song',
    tag: 'test',
    summary: 'A test',
    access: 'public',
    answers: { 206: { description: 'A part of a song', contentType: 'audio/mpeg', headers: ['Content-Range'] } },
    handle: ({ reply }) => {
      reply.begin(206, { 'content-type': 'audio/mpeg', 'content-length': 4, 'content-range': 'bytes 0-3/9', vary: 'Origin' });
      reply.target.end('lala');
      return undefined;
    },
  }),
];
const console = ['', '/orders'].map((path) =>
  route({
    method: 'get',
    base: 'root',
    path: `/admin${path}`,
    tag: 'Console',
    summary: 'A test',
    access: 'public',
    answers: { 200: { description: 'A page', contentType: 'text/html' } },
    handle: async () => answerHtml(200, 'a page'),
  }),
);
const preflight = (origin: string): RequestInit => ({
  method: 'OPTIONS',
  headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'idempotency-key,content-type' },
});

const given = ({ headers }: Response) => [...headers.keys()].filter((name) => name.startsWith('access-control'));

describe('a page of another origin', () => {
  let server: TestServer;
  before(async () => {
    server = await startHttpServer([...routes, ...console], {
      corsOrigins: ['https://app.test', 'https://admin.test'],
      pageArea: { under: '/admin', refusal: ({ status }) => answerHtml(status, 'a page') },
    });
  });
  after(() => server.close());

  const post = (origin: string) => server.fetch('/api/v1/orders', { method: 'POST', headers: { origin } });

  it('may ask, and read what it needs, when it is listed', async () => {
    const asked = await server.fetch('/api/v1/orders', preflight('https://app.test'));
    assert.equal(asked.status, 204);
    assert.equal(asked.headers.get('access-control-allow-origin'), 'https://app.test');
    assert.equal(asked.headers.get('access-control-allow-credentials'), null);
    assert.equal(asked.headers.get('access-control-allow-headers'), 'idempotency-key,content-type');
    assert.match(asked.headers.get('access-control-allow-methods') ?? '', /PATCH/);
    const { headers } = await post('https://admin.test');
    assert.equal(headers.get('access-control-allow-origin'), 'https://admin.test');
    assert.deepEqual(headers.get('access-control-expose-headers')?.split(','), Object.keys(responseHeaders));
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  });

  it('may listen, under the same headers as everybody', async () => {
    const heard = await server.fetch('/api/v1/song', { headers: { origin: 'https://app.test' } });
    assert.deepEqual([heard.status, await heard.text()], [206, 'lala']);
    const of = (name: string) => heard.headers.get(name);
    assert.deepEqual(['content-type', 'content-length', 'content-range', 'vary'].map(of), ['audio/mpeg', '4', 'bytes 0-3/9', 'Origin']);
    assert.equal(of('access-control-allow-origin'), 'https://app.test');
    assert.equal(of('x-content-type-options'), 'nosniff');
  });

  for (const origin of ['https://evil.test', 'https://app.test.evil.test', 'http://app.test', 'null']) {
    it(`is told nothing when it is ${origin}`, async () => {
      for (const answered of [await server.fetch('/api/v1/orders', preflight(origin)), await post(origin)]) {
        assert.deepEqual(given(answered), []);
      }
    });
  }

  it('is told nothing of the console, whatever it asks for there', async () => {
    const init = { headers: { origin: 'https://app.test', cookie: 'veza_admin=a.b.c' } };
    for (const path of ['/admin', '/admin/orders', '/admin/nothing'])
      for (const answered of [await server.fetch(path, init), await server.fetch(path, preflight('https://app.test'))])
        assert.deepEqual(given(answered), [], path);
    assert.notDeepEqual(given(await server.fetch('/api/v1/admin/orders', init)), []);
  });

  it('has an answer of its own in every cache', async () => {
    assert.equal((await server.fetch('/api/v1/orders', { method: 'POST' })).headers.get('vary'), 'Origin');
    assert.match((await post('https://app.test')).headers.get('vary') ?? '', /Origin/);
  });

  it('reads refusals too', async () => {
    const answered = await server.fetch('/api/v1/nowhere', { headers: { origin: 'https://app.test' } });
    assert.equal(answered.status, 404);
    assert.equal(answered.headers.get('access-control-allow-origin'), 'https://app.test');
  });
});

describe('pages of other origins, by configuration', () => {
  it('get nothing when none is listed', async () => {
    const server = await startHttpServer(routes);
    try {
      const answered = await server.fetch('/api/v1/orders', preflight('https://app.test'));
      assert.equal(answered.headers.get('access-control-allow-origin'), null);
      assert.equal(answered.headers.get('cross-origin-resource-policy'), 'same-origin');
    } finally {
      await server.close();
    }
  });

  it('may all read when anybody is welcome', async () => {
    const server = await startHttpServer(routes, { corsOrigins: ['*'] });
    try {
      const { headers } = await server.fetch('/api/v1/orders', { method: 'POST', headers: { origin: 'https://any.test' } });
      assert.equal(headers.get('access-control-allow-origin'), '*');
    } finally {
      await server.close();
    }
  });
});
