import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { readUpload } from '#adapters/http/media/multipart-upload.ts';
import { type Route, rawRoute, route, streamRoute } from '#adapters/http/route.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { multipart, multipartType } from '#test/support/multipart.ts';

const common = { method: 'post', tag: 'test', summary: 'A test', answers: { 204: { description: 'Done' } } } as const;
const form = { fileField: 'file', fields: [], maxFieldBytes: 1000, maxFileBytes: 1_000_000 };
const routes: Route[] = [
  route({ ...common, path: '/notes', access: 'public', body: z.object({ text: z.string() }), handle: async () => answer(204) }),
  route({ ...common, path: '/own-notes', access: 'user', body: z.object({ text: z.string() }), handle: async () => answer(204) }),
  rawRoute({ ...common, path: '/hooks', access: 'public', maxBytes: 1000, handle: async () => answer(204) }),
  streamRoute({
    ...common,
    path: '/uploads',
    access: 'user',
    refusals: { 'too-large': ['UPLOAD_TOO_LARGE'] },
    handle: async ({ request }) => {
      await readUpload(request, form, async ({ content }) => content.resume());
      return answer(204);
    },
  }),
  streamRoute({
    ...common,
    path: '/songs',
    access: 'public',
    answers: { 200: { description: 'A song', contentType: 'audio/mpeg' } },
    handle: async ({ reply }) => {
      reply.begin(200, { 'content-length': 4 });
      reply.target.end('lala');
      return undefined;
    },
  }),
];
const token = { authorization: 'Bearer token' };
const json = { 'content-type': 'application/json' };
const expecting = { expect: '100-continue' };

describe('an answer that comes before its request has arrived', () => {
  let server: TestServer;
  let socket: Socket;
  before(async () => {
    server = await startHttpServer(routes, { actors: { token: { userId: 'mila', role: 'user' } } });
  });
  beforeEach(() => {
    socket = connect(server.port, '127.0.0.1');
  });
  afterEach(() => {
    socket.destroy();
  });
  after(() => server.close());

  function begin(path: string, headers: Record<string, string | number>): void {
    const lines = Object.entries({ host: 'veza.test', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`POST /api/v1${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  }
  const heard = async () => String((await once(socket, 'data'))[0]);
  const connectionIn = (text: string) => /^connection: (.*)\r$/im.exec(text)?.[1];

  for (const [what, path, headers, status] of [
    ['is much too long', '/notes', { ...json, 'content-length': 900_000_000 }, 413],
    ['is much too long to be signed', '/hooks', { 'content-length': 900_000_000 }, 413],
    ['is a long upload of nobody', '/uploads', { 'content-length': 900_000_000 }, 401],
    ['has a length that nobody knows', '/own-notes', { ...json, 'transfer-encoding': 'chunked' }, 401],
  ] as const) {
    it(`says that it is the last one on the connection when the request ${what}`, async () => {
      begin(path, headers);
      const answered = await heard();
      assert.match(answered, new RegExp(`^HTTP/1.1 ${status} `));
      assert.equal(connectionIn(answered), 'close');
    });
  }

  it('keeps the connection for the next request when little is left of this one', async () => {
    begin('/own-notes', { ...json, 'content-length': 20 });
    const refused = await heard();
    assert.match(refused, /^HTTP\/1.1 401 /);
    assert.equal(connectionIn(refused), 'keep-alive');
    socket.write('{"text":"too late!"}');
    begin('/notes', { ...json, 'content-length': 12 });
    socket.write('{"text":"a"}');
    assert.match(await heard(), /^HTTP\/1.1 204 /);
  });

  it('does not hold up one who asks for the end of the connection, and still sends', async () => {
    begin('/own-notes', { ...json, 'content-length': 200_000, connection: 'close' });
    const refused = heard();
    const closed = once(socket, 'close');
    socket.write('x'.repeat(200_000));
    assert.equal(connectionIn(await refused), 'close');
    assert.deepEqual(await closed, [false]);
  });

  it('is all that one gets who asked whether to send, and may not', async () => {
    for (const [path, headers, status] of [
      ['/own-notes', { ...json, 'content-length': 12 }, 401],
      ['/uploads', { 'content-type': multipartType, 'content-length': 2_000_000 }, 401],
      ['/uploads', { ...token, 'content-type': multipartType, 'content-length': 900_000_000 }, 413],
      ['/notes', { ...json, 'content-length': 900_000 }, 413],
      ['/notes', { 'content-type': 'text/plain', 'content-length': 12 }, 415],
      ['/nowhere', { 'content-length': 12 }, 404],
      ['/songs', { 'content-length': 12 }, 200],
    ] as const) {
      socket.destroy();
      socket = connect(server.port, '127.0.0.1');
      begin(path, { ...expecting, ...headers });
      const answered = await heard();
      assert.match(answered, new RegExp(`^HTTP/1.1 ${status} `), path);
      assert.equal(connectionIn(answered), 'close', path);
    }
  });

  it('waits for one who asked whether to send, and may', async () => {
    const upload = multipart([{ name: 'file', content: 'sound' }]);
    for (const [path, headers, body] of [
      ['/own-notes', { ...token, ...json }, Buffer.from('{"text":"a"}')],
      ['/hooks', {}, Buffer.from('signed')],
      ['/uploads', { ...token, 'content-type': multipartType }, upload],
    ] as const) {
      begin(path, { ...expecting, ...headers, 'content-length': body.length });
      assert.equal(await heard(), 'HTTP/1.1 100 Continue\r\n\r\n', path);
      socket.write(body);
      const answered = await heard();
      assert.match(answered, /^HTTP\/1.1 204 /, path);
      assert.equal(connectionIn(answered), 'keep-alive', path);
    }
  });
});
