import assert from 'node:assert/strict';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { RouteTable } from '#adapters/http/platform/route-table.ts';
import { type Route, route } from '#adapters/http/route.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { rawRequest, sendRaw } from '#test/support/raw-http.ts';

const told = { 200: { description: 'What was found', schema: z.object({ found: z.string() }) } };
const common = { tag: 'test', summary: 'A test', access: 'public', answers: told } as const;

const routes: Route[] = [
  route({ ...common, method: 'get', path: '/tracks', handle: async () => answer(200, { found: 'list' }) }),
  route({ ...common, method: 'post', path: '/tracks', handle: async () => answer(200, { found: 'made' }) }),
  route({ ...common, method: 'get', path: '/tracks/limits', handle: async () => answer(200, { found: 'limits' }) }),
  route({
    ...common,
    method: 'get',
    path: '/tracks/:name/stream',
    params: z.object({ name: z.string() }),
    handle: async ({ params }) => answer(200, { found: params.name }),
  }),
];

describe('finding a route', () => {
  let server: TestServer;
  before(async () => {
    server = await startHttpServer(routes);
  });
  after(() => server.close());

  const found = async (path: string) => (await server.fetch(path)).json();

  it('prefers a literal segment to a parameter, and goes back when it leads nowhere', async () => {
    assert.deepEqual(await found('/api/v1/tracks/limits'), { found: 'limits' });
    assert.deepEqual(await found('/api/v1/tracks/limits/stream'), { found: 'limits' });
  });

  it('decodes a parameter', async () => {
    assert.deepEqual(await found('/api/v1/tracks/caf%C3%A9%2Fbar/stream'), { found: 'café/bar' });
  });

  it('answers HEAD by GET, without the body', async () => {
    const head = await server.fetch('/api/v1/tracks', { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(head.headers.get('content-length'), '16');
    assert.equal(await head.text(), '');
  });

  for (const path of [
    '/api/v1/nowhere',
    '/api/v1/tracks/',
    '/api/v1/Tracks',
    '/API/v1/tracks',
    '//api/v1/tracks',
    '/api/v1//tracks',
    '/api/v1/%74racks',
    '/api/v1/x/%2e%2e/tracks',
    '/api/v1/x/../tracks',
    '/api/v1/tracks//stream',
    '/api/v1/tracks/%ff/stream',
    '/api/v1/tracks/%00/stream',
    '/api/v1/tracks;a=b',
    '/',
  ]) {
    it(`knows nothing at ${path}`, async () => {
      const answered = await sendRaw(server.port, rawRequest(`GET ${path}`));
      assert.equal(answered.status, 404);
      assert.equal(JSON.parse(answered.body).code, 'NOT_FOUND');
      assert.equal(answered.headers['content-type'], 'application/problem+json');
    });
  }

  for (const method of ['DELETE', 'PATCH', 'TRACE', 'PROPFIND']) {
    it(`refuses ${method} where there are other methods, and names them`, async () => {
      const answered = await sendRaw(server.port, rawRequest(`${method} /api/v1/tracks`, { 'content-length': '0' }));
      assert.equal(answered.status, 405);
      assert.equal(answered.headers['allow'], 'GET, HEAD, OPTIONS, POST');
      assert.equal(JSON.parse(answered.body).code, 'METHOD_NOT_ALLOWED');
    });
  }

  it('answers OPTIONS with the methods that there are', async () => {
    const answered = await server.fetch('/api/v1/tracks', { method: 'OPTIONS' });
    assert.equal(answered.status, 204);
    assert.equal(answered.headers.get('allow'), 'GET, HEAD, OPTIONS, POST');
  });

  it('lets no header change the method', async () => {
    const answered = await server.fetch('/api/v1/tracks/limits', { method: 'POST', headers: { 'x-http-method-override': 'GET' } });
    assert.equal(answered.status, 405);
  });

  it('refuses a request target that is not a path', async () => {
    const answered = await sendRaw(server.port, rawRequest('GET http://veza.test/api/v1/tracks'));
    assert.equal(answered.status, 400);
    assert.equal(JSON.parse(answered.body).code, 'MALFORMED_REQUEST');
  });
});

describe('a table of routes', () => {
  it('refuses a second route at the same method and path, whatever its parameter is called', () => {
    const table = new RouteTable<string>();
    table.add('GET', '/a/:id', 'one');
    table.add('PUT', '/a/:id', 'other');
    assert.throws(() => table.add('GET', '/a/:name', 'two'), /GET \/a\/:name is declared twice/);
  });

  it('knows a parameter by the name that its own route gives it', () => {
    const table = new RouteTable<string>();
    table.add('GET', '/a/:id', 'one');
    table.add('GET', '/a/:track/b/:part', 'two');
    assert.deepEqual(table.find('GET', '/a/1')?.found, { value: 'one', params: { id: '1' } });
    assert.deepEqual(table.find('GET', '/a/1/b/2')?.found, { value: 'two', params: { track: '1', part: '2' } });
  });

  it('forgets what it read on a way that led nowhere', () => {
    const table = new RouteTable<string>();
    table.add('GET', '/a/mine/:id/edit', 'one');
    table.add('GET', '/a/:who/:id/view', 'two');
    assert.deepEqual(table.find('GET', '/a/mine/7/view')?.found, { value: 'two', params: { who: 'mine', id: '7' } });
  });

  it('has no path that only leads to others', () => {
    const table = new RouteTable<string>();
    table.add('GET', '/a/b', 'one');
    assert.equal(table.find('GET', '/a'), null);
  });
});

describe('a declaration', () => {
  it('must declare the parameters of its path', async () => {
    const wrong = route({ ...common, method: 'get', path: '/tracks/:id', handle: async () => answer(200, { found: '' }) });
    await assert.rejects(startHttpServer([wrong]), /params are not those of its path/);
  });
});
