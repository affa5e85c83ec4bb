import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { answer, answerBytes, answerHtml } from '#adapters/http/answer.ts';
import { type Route, rawRoute, route, streamRoute } from '#adapters/http/route.ts';
import { NotFound } from '#application/shared/errors.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { rawRequest, sendRaw } from '#test/support/raw-http.ts';

const common = { tag: 'test', summary: 'A test', access: 'public' } as const;
const received = z.object({ bytes: z.int(), signature: z.string() });

const routes: Route[] = [
  rawRoute({
    ...common,
    method: 'post',
    path: '/webhooks/test',
    maxBytes: 1000,
    answers: { 200: { description: 'Received', schema: received } },
    handle: async ({ body, context }) => answer(200, { bytes: body.length, signature: String(context.headers['x-signature']) }),
  }),
  rawRoute({
    ...common,
    method: 'post',
    path: '/forms',
    maxBytes: 1000,
    accepts: ['json', 'form'],
    answers: { 204: { description: 'Received' } },
    handle: async () => answer(204),
  }),
  streamRoute({
    ...common,
    method: 'post',
    path: '/uploads',
    access: 'user',
    answers: { 201: { description: 'How much arrived', schema: z.object({ size: z.int() }) } },
    handle: async ({ request, actor }) => {
      assert.equal(actor.userId, 'mila');
      let size = 0;
      for await (const chunk of request) size += chunk.length;
      return answer(201, { size });
    },
  }),
  streamRoute({
    ...common,
    method: 'get',
    path: '/songs/:name',
    params: z.object({ name: z.string() }),
    answers: { 200: { description: 'The song', contentType: 'audio/mpeg', headers: ['ETag'] } },
    handle: async ({ params, reply }) => {
      if (params.name === 'unknown') throw new NotFound('song');
      reply.begin(200, { 'content-type': 'audio/mpeg', 'cache-control': 'public, max-age=60', etag: '"1"' });
      await pipeline(Readable.from([Buffer.from('la '), Buffer.from(params.name)]), reply.target);
      return undefined;
    },
  }),
  route({
    ...common,
    method: 'get',
    path: '/pay',
    base: 'root',
    answers: { 200: { description: 'A page', contentType: 'text/html' } },
    handle: async ({ context }) => answerHtml(200, `<a href="${context.url('/x')}">x</a>`),
  }),
  route({
    ...common,
    method: 'get',
    path: '/list',
    answers: { 200: { description: 'A list', schema: z.object({ data: z.array(z.int()) }), headers: ['ETag'] } },
    handle: async () => answerBytes(200, Buffer.from('{"data":[1,2]}'), { etag: '"v1"' }),
  }),
];

describe('a route that takes its body raw', () => {
  let server: TestServer;
  before(async () => {
    server = await startHttpServer(routes);
  });
  after(() => server.close());

  const post = (body: string, headers: Record<string, string> = {}) =>
    sendRaw(server.port, rawRequest('POST /api/v1/webhooks/test', { 'content-length': String(body.length), ...headers }, body));

  it('gets every byte as it was sent, whatever it calls itself', async () => {
    const answered = await post('{"not json', { 'content-type': 'text/odd; charset=utf-7', 'x-signature': 'abc' });
    assert.deepEqual(JSON.parse(answered.body), { bytes: 10, signature: 'abc' });
    assert.deepEqual(JSON.parse((await post('')).body), { bytes: 0, signature: 'undefined' });
  });

  it('may say what it takes, and is not given anything else', async () => {
    const statusFor = async (type: string, body = 'a=1') => {
      const headers = { 'content-length': String(body.length), 'content-type': type };
      return (await sendRaw(server.port, rawRequest('POST /api/v1/forms', headers, body))).status;
    };
    for (const type of ['application/x-www-form-urlencoded', 'Application/X-WWW-Form-URLencoded; charset=UTF-8', 'application/json'])
      assert.equal(await statusFor(type), 204, type);
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'application/json; charset=utf-7', ''])
      assert.equal(await statusFor(type), 415, type);
    assert.equal(await statusFor('text/plain', ''), 204);
  });

  it('has a limit of its own', async () => {
    assert.equal((await post('x'.repeat(1000))).status, 200);
    assert.equal((await post('x'.repeat(1001))).status, 413);
    assert.equal((await post('x'.repeat(10_000_000))).status, 413);
  });

  it('unpacks nothing', async () => {
    assert.equal((await post('x', { 'content-encoding': 'gzip' })).status, 415);
    assert.equal((await post('x', { 'content-encoding': 'identity' })).status, 200);
  });
});

describe('a route that reads the request itself', () => {
  let server: TestServer;
  before(async () => {
    server = await startHttpServer(routes, { actors: { token: { userId: 'mila', role: 'user' } } });
  });
  after(() => server.close());

  it('may read a stream and return an answer', async () => {
    const init = { method: 'POST', body: 'x'.repeat(1_000_000), headers: { authorization: 'Bearer token' } };
    const answered = await server.fetch('/api/v1/uploads', init);
    assert.deepEqual([answered.status, await answered.json()], [201, { size: 1_000_000 }]);
  });

  it('asks who it is before it reads', async () => {
    assert.equal((await server.fetch('/api/v1/uploads', { method: 'POST', body: 'x'.repeat(1_000_000) })).status, 401);
  });

  it('does not read on without end for one who may not upload', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    // How the connection ends is up to the operating system: the bytes under way may turn its end into a reset.
    socket.on('error', () => socket.destroy());
    socket.write(rawRequest('POST /api/v1/uploads', { 'content-length': '1000000000000' }));
    const chunk = Buffer.alloc(64 * 1024);
    const send = () => {
      while (socket.writable && socket.write(chunk));
    };
    socket.on('drain', send);
    send();
    await closed;
    assert.match(received, /^HTTP\/1\.1 401 /);
  });

  it('may answer by itself, under the headers of every answer', async () => {
    const answered = await server.fetch('/api/v1/songs/love', { headers: { 'x-request-id': 'r-1' } });
    assert.equal(await answered.text(), 'la love');
    assert.equal(answered.headers.get('content-type'), 'audio/mpeg');
    assert.equal(answered.headers.get('cache-control'), 'public, max-age=60');
    assert.equal(answered.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(answered.headers.get('x-request-id'), 'r-1');
  });

  it('may refuse before it answers, with nothing of what it meant to answer', async () => {
    const answered = await server.fetch('/api/v1/songs/unknown');
    assert.equal(answered.status, 404);
    assert.equal(answered.headers.get('etag'), null);
    assert.equal(answered.headers.get('cache-control'), 'no-store');
    assert.equal(answered.headers.get('content-type'), 'application/problem+json');
  });
});

describe('answers that are serialised already', () => {
  let server: TestServer;
  before(async () => {
    server = await startHttpServer(routes);
  });
  after(() => server.close());

  it('are JSON unless they say otherwise', async () => {
    const answered = await server.fetch('/api/v1/list');
    assert.equal(answered.headers.get('content-type'), 'application/json');
    assert.deepEqual(await answered.json(), { data: [1, 2] });
  });

  it('are not sent again to one who has them', async () => {
    for (const tag of ['"v1"', 'W/"v1"', '"v0", "v1"', '*']) {
      const answered = await server.fetch('/api/v1/list', { headers: { 'if-none-match': tag } });
      assert.deepEqual([answered.status, answered.headers.get('etag'), await answered.text()], [304, '"v1"', '']);
    }
    assert.equal((await server.fetch('/api/v1/list', { headers: { 'if-none-match': '"v0"' } })).status, 200);
  });

  it('may be a page that runs no script and knows the public address', async () => {
    const answered = await server.fetch('/pay');
    assert.equal(answered.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(answered.headers.get('content-security-policy') ?? '', /default-src 'none'.*form-action 'self'/);
    assert.equal(await answered.text(), '<a href="http://veza.test/x">x</a>');
  });
});
