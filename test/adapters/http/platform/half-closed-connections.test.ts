import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { route, streamRoute } from '#adapters/http/route.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { rawRequest } from '#test/support/raw-http.ts';

const common = { tag: 'test', summary: 'A test', access: 'public' } as const;
const SONG = Buffer.alloc(1024 * 1024, 'la');

describe('a connection whose client has said all that it wants to say', () => {
  let server: TestServer;
  before(async () => {
    server = await startHttpServer([
      route({
        ...common,
        method: 'post',
        path: '/notes',
        body: z.object({ text: z.string() }),
        answers: { 200: { description: 'The note', schema: z.object({ text: z.string() }) } },
        handle: async ({ body }) => {
          await wait(50);
          return answer(200, body);
        },
      }),
      streamRoute({
        ...common,
        method: 'get',
        path: '/song',
        answers: { 200: { description: 'A song', contentType: 'audio/mpeg' } },
        handle: async ({ reply }) => {
          reply.begin(200, { 'content-length': 2 * SONG.length });
          reply.target.write(SONG);
          await wait(50);
          reply.target.end(SONG);
          return undefined;
        },
      }),
    ]);
  });
  after(() => server.close());

  /** Ends its own half as soon as the request is out, and listens on. */
  function saidAndDone(request: Buffer | string): Promise<string> {
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end(request);
    return text(socket);
  }

  for (const connection of ['close', 'keep-alive']) {
    it(`brings the answer, however long that takes, and is closed then (${connection})`, async () => {
      const note = '{"text":"la"}';
      const headers = { connection, 'content-type': 'application/json', 'content-length': String(note.length) };
      const heard = await saidAndDone(rawRequest('POST /api/v1/notes', headers, note));
      assert.match(heard, /^HTTP\/1.1 200 OK\r\n/);
      assert.equal(heard.split('\r\n\r\n')[1], note);
    });
  }

  it('brings the whole of a file', async () => {
    const heard = await saidAndDone(rawRequest('GET /api/v1/song'));
    assert.equal(heard.length - heard.indexOf('\r\n\r\n') - 4, 2 * SONG.length);
  });

  it('is closed where nothing was asked for', async () => {
    assert.equal(await saidAndDone(''), '');
  });

  it('is told so when there was more to say', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': '20' };
    assert.match(await saidAndDone(rawRequest('POST /api/v1/notes', headers, '{')), /^HTTP\/1.1 400 Bad Request\r\n/);
  });
});
