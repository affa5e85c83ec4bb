import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { networkOf, plainAddress } from '#adapters/http/platform/client-address.ts';
import { type Route, route } from '#adapters/http/route.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { rawRequest } from '#test/support/raw-http.ts';

const common = { method: 'get', tag: 'test', summary: 'A test', access: 'public' } as const;
const text = { 200: { description: 'A text', schema: z.object({ text: z.string() }) } };
const routes: Route[] = [
  route({ ...common, path: '/ip', answers: text, handle: async ({ context }) => answer(200, { text: context.ip }) }),
  route({ ...common, path: '/agent', answers: text, handle: async ({ context }) => answer(200, { text: context.userAgent }) }),
  route({
    ...common,
    path: '/limited',
    answers: text,
    rateLimit: { name: 'login', quota: 2, windowSeconds: 60 },
    handle: async () => answer(200, { text: 'in' }),
  }),
  route({
    ...common,
    path: '/cached',
    answers: text,
    handle: async () => answer(200, { text: 'a' }, { 'cache-control': 'public, max-age=60' }),
  }),
];

async function textOf(answered: Response): Promise<string> {
  return z.object({ text: z.string() }).parse(await answered.json()).text;
}

describe('the headers of every answer', () => {
  let server: TestServer;
  before(async () => {
    server = await startHttpServer(routes, { publicUrl: 'https://veza.test' });
  });
  after(() => server.close());

  it('keep browsers from doing more than was meant', async () => {
    for (const path of ['/api/v1/agent', '/api/v1/nowhere']) {
      const { headers } = await server.fetch(path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('content-security-policy'), "default-src 'none';frame-ancestors 'none'");
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.match(headers.get('strict-transport-security') ?? '', /max-age=31536000/);
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('x-powered-by'), null);
      assert.equal(headers.get('etag'), null);
    }
  });

  it('yield to those of a handler', async () => {
    assert.equal((await server.fetch('/api/v1/cached')).headers.get('cache-control'), 'public, max-age=60');
  });

  it('give a request id back when it is fit to be logged, and make one when it is not', async () => {
    const idFor = async (id?: string) =>
      (await server.fetch('/api/v1/agent', id ? { headers: { 'x-request-id': id } } : {})).headers.get('x-request-id');
    assert.equal(await idFor('trace-1.a_B'), 'trace-1.a_B');
    for (const unfit of [undefined, 'a b', 'a"b', 'x'.repeat(129), '<script>']) {
      assert.match((await idFor(unfit)) ?? '', /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    }
  });
});

describe('the address of a caller', () => {
  const forwarded = { headers: { 'x-forwarded-for': '1.1.1.1, 2.2.2.2', 'x-real-ip': '3.3.3.3' } };

  for (const [trustProxyHops, address] of [
    [0, '127.0.0.1'],
    [1, '2.2.2.2'],
    [2, '1.1.1.1'],
  ] as const) {
    it(`is read past ${trustProxyHops} proxies and no further`, async () => {
      const server = await startHttpServer(routes, { trustProxyHops });
      try {
        assert.equal(await textOf(await server.fetch('/api/v1/ip', forwarded)), address);
      } finally {
        await server.close();
      }
    });
  }

  it('is still known when the caller has gone', async () => {
    const told = Promise.withResolvers<string>();
    const leaving = route({
      ...common,
      path: '/leaving',
      answers: { 204: { description: 'Gone' } },
      handle: async ({ context }) => {
        caller.resetAndDestroy();
        while (server.log.lines.length === 0) await new Promise(setImmediate);
        told.resolve(context.ip);
        return answer(204);
      },
    });
    const server = await startHttpServer([leaving]);
    const caller = connect(server.port, '127.0.0.1');
    try {
      caller.write(rawRequest('GET /api/v1/leaving'));
      assert.equal(await told.promise, '127.0.0.1');
    } finally {
      await server.close();
    }
  });

  it('is IPv4 also when it came over an IPv6 socket', () => {
    assert.equal(plainAddress('::ffff:1.2.3.4'), '1.2.3.4');
    assert.equal(plainAddress('2001:db8::1'), '2001:db8::1');
  });

  it('counts as its /64 in IPv6', () => {
    assert.equal(networkOf('1.2.3.4'), '1.2.3.4');
    assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
    assert.equal(networkOf('2001:DB8:1:2::'), '2001:db8:1:2::/64');
    assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64');
    assert.equal(networkOf('::1'), '0:0:0:0::/64');
    assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64');
    assert.equal(networkOf('2001:0db8:0001:0002::5'), '2001:db8:1:2::/64');
  });
});

describe('a rate limit', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startHttpServer(routes, { trustProxyHops: 1, clock: { now: () => new Date('2026-03-01T12:00:00Z') } });
  });
  afterEach(() => server.close());

  const knock = (from: string, extra: Record<string, string> = {}) =>
    server.fetch('/api/v1/limited', { headers: { 'x-forwarded-for': from, ...extra } });

  it('says how much is left, then when to come back', async () => {
    const first = await knock('1.1.1.1');
    assert.equal(first.headers.get('ratelimit-policy'), '"login";q=2;w=60');
    assert.equal(first.headers.get('ratelimit'), '"login";r=1;t=60');
    assert.equal((await knock('1.1.1.1')).headers.get('ratelimit'), '"login";r=0;t=60');
    const refused = await knock('1.1.1.1');
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('ratelimit'), '"login";r=0;t=60');
    assert.equal(refused.headers.get('retry-after'), '60');
    assert.equal(z.looseObject({ code: z.string() }).parse(await refused.json()).code, 'TOO_MANY_REQUESTS');
  });

  it('is not passed by naming oneself otherwise', async () => {
    await knock('9.9.9.9, 1.1.1.1');
    await knock('8.8.8.8, 1.1.1.1', { 'x-real-ip': '7.7.7.7', forwarded: 'for=6.6.6.6', 'x-client-ip': '5.5.5.5' });
    assert.equal((await knock('4.4.4.4, 1.1.1.1')).status, 429);
    assert.equal((await knock('2.2.2.2')).status, 200);
  });

  it('is not passed by moving within an IPv6 network', async () => {
    await knock('2001:db8:1:2::1');
    await knock('2001:db8:1:2:ffff:ffff:ffff:ffff');
    assert.equal((await knock('2001:DB8:1:2::3')).status, 429);
    assert.equal((await knock('2001:db8:1:3::1')).status, 200);
  });
});
