import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { route, streamRoute } from '#adapters/http/route.ts';
import { startHttpServer } from '#test/support/http-server.ts';

describe('a server', () => {
  it('waits for nobody for ever', async () => {
    const { http, close } = await startHttpServer([]);
    const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = http.server;
    assert.deepEqual(
      { headersTimeout, requestTimeout, keepAliveTimeout, timeout },
      {
        headersTimeout: 20_000,
        requestTimeout: 300_000,
        keepAliveTimeout: 65_000,
        timeout: 120_000,
      },
    );
    await close();
  });
});

describe('stopping', () => {
  const gate = () => Promise.withResolvers<void>();
  const slow = (entered: () => void, until: Promise<void>) =>
    route({
      method: 'get',
      path: '/slow',
      tag: 'test',
      summary: 'A test',
      access: 'public',
      answers: { 200: { description: 'Done', schema: z.object({ done: z.boolean() }) } },
      handle: async () => {
        entered();
        await until;
        return answer(200, { done: true });
      },
    });

  it('lets a running request finish, closes idle connections, and takes no new one', async () => {
    const entered = gate();
    const done = gate();
    const server = await startHttpServer([slow(entered.resolve, done.promise)]);
    const agent = new Agent({ keepAlive: true });
    const [idle] = await once(get({ port: server.port, path: '/health/live', agent }), 'response');
    idle.resume();
    const idleClosed = once(idle.socket, 'close');
    const running = server.fetch('/api/v1/slow');
    await entered.promise;
    const stopped = server.http.drain();
    await idleClosed;
    await assert.rejects(server.fetch('/health/live'));
    done.resolve();
    const answered = await running;
    assert.deepEqual(await answered.json(), { done: true });
    assert.equal(await stopped, 0);
    agent.destroy();
  });

  it('does not wait for a connection whose last answer had promised to keep it', async () => {
    const begun = gate();
    const done = gate();
    const song = streamRoute({
      method: 'get',
      path: '/song',
      tag: 'test',
      summary: 'A test',
      access: 'public',
      answers: { 200: { description: 'A song', contentType: 'audio/mpeg' } },
      handle: async ({ reply }) => {
        reply.begin(200, { 'content-length': 4 });
        reply.target.write('la');
        begun.resolve();
        await done.promise;
        reply.target.end('la');
        return undefined;
      },
    });
    const server = await startHttpServer([song]);
    const agent = new Agent({ keepAlive: true });
    const asked = once(get({ port: server.port, path: '/api/v1/song', agent }), 'response');
    await begun.promise;
    const stopped = server.http.drain({ graceMs: 60_000 });
    done.resolve();
    const [answered] = await asked;
    answered.resume();
    await stopped;
    agent.destroy();
  });

  it('tells who begins to listen meanwhile that the connection ends with the song', async () => {
    const song = streamRoute({
      method: 'get',
      path: '/song',
      tag: 'test',
      summary: 'A test',
      access: 'public',
      answers: { 200: { description: 'A song', contentType: 'audio/mpeg' } },
      handle: ({ reply }) => {
        reply.begin(200, { 'content-length': 4 });
        reply.target.end('lala');
        return undefined;
      },
    });
    const server = await startHttpServer([song]);
    assert.equal((await server.fetch('/api/v1/song')).headers.get('connection'), 'keep-alive');
    const stopped = server.http.drain({ noticeMs: 100 });
    assert.equal((await server.fetch('/api/v1/song')).headers.get('connection'), 'close');
    await stopped;
  });

  it('says that it is not ready first, for as long as it is told to', async () => {
    const server = await startHttpServer([]);
    const stopped = server.http.drain({ noticeMs: 100 });
    const answered = await server.fetch('/health/ready');
    assert.deepEqual([answered.status, answered.headers.get('connection')], [503, 'close']);
    assert.deepEqual(await answered.json(), { status: 'draining' });
    await stopped;
  });

  it('is over when the end of every request that it cut is in the log', async () => {
    const entered = gate();
    const server = await startHttpServer([slow(entered.resolve, gate().promise)]);
    const cut = assert.rejects(server.fetch('/api/v1/slow'));
    await entered.promise;
    await server.http.drain({ graceMs: 1 });
    const [line] = server.log.lines.filter(({ event }) => event === 'http_request');
    assert.equal(line?.fields['aborted'], true);
    await cut;
  });

  it('cuts what does not finish in time, upgraded connections too', async () => {
    const entered = gate();
    const server = await startHttpServer([slow(entered.resolve, gate().promise)]);
    server.http.server.on('upgrade', (_, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n'));
    const upgraded = connect(server.port, '127.0.0.1');
    upgraded.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await once(upgraded, 'data');
    const cut = assert.rejects(server.fetch('/api/v1/slow'));
    await entered.promise;
    assert.equal(await server.http.drain({ graceMs: 1 }), 2);
    await cut;
    if (!upgraded.closed) await once(upgraded, 'close');
  });
});
