import assert from 'node:assert/strict';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { route, streamRoute } from '#adapters/http/route.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { type RawAnswer, rawRequest, sendRaw } from '#test/support/raw-http.ts';

const problem = z.looseObject({ status: z.number(), code: z.string(), request_id: z.string() });
const common = { tag: 'test', summary: 'A test', access: 'public' } as const;

describe('a request that cannot be read', () => {
  let server: TestServer;
  before(async () => {
    server = await startHttpServer([
      route({
        ...common,
        method: 'post',
        path: '/orders',
        body: z.unknown(),
        answers: { 204: { description: 'Done' } },
        handle: async () => answer(204),
      }),
      streamRoute({
        ...common,
        method: 'post',
        path: '/begun',
        answers: { 200: { description: 'Begun', contentType: 'text/plain' } },
        handle: async ({ request, reply }) => {
          reply.begin(200, { 'content-type': 'text/plain' });
          reply.target.write('begun');
          await new Promise((resolve) => request.once('close', resolve).resume());
          return undefined;
        },
      }),
    ]);
  });
  after(() => server.close());

  function assertProblem({ status, headers, body }: RawAnswer, expected: number, code: string): void {
    assert.equal(headers['content-type'], 'application/problem+json');
    const told = problem.parse(JSON.parse(body));
    assert.deepEqual([status, told.status, told.code], [expected, expected, code]);
    assert.match(told.request_id, /^[0-9a-f-]{36}$/);
    assert.equal(headers['x-request-id'], told.request_id);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['connection'], 'close');
  }

  const chunked = { 'transfer-encoding': 'chunked', 'content-type': 'application/json' };
  for (const [what, request, status, code] of [
    ['with headers of 20 kB', rawRequest('GET /api/v1/orders', { cookie: 'x'.repeat(20_000) }), 431, 'HEADERS_TOO_LARGE'],
    ['with two lengths', rawRequest('POST /api/v1/orders', { ...chunked, 'content-length': '5' }, '0\r\n\r\n'), 400, 'MALFORMED_REQUEST'],
    ['of a method that is none', rawRequest('B@D /api/v1/orders'), 400, 'MALFORMED_REQUEST'],
    ['that is no HTTP', Buffer.from('hello\r\n\r\n'), 400, 'MALFORMED_REQUEST'],
    ['whose chunks are none', rawRequest('POST /api/v1/orders', chunked, 'zz\r\n'), 400, 'MALFORMED_REQUEST'],
    ['without a host', Buffer.from('GET /api/v1/orders HTTP/1.1\r\nconnection: close\r\n\r\n'), 400, 'MALFORMED_REQUEST'],
    ['that expects what nobody does', rawRequest('POST /api/v1/orders', { expect: 'tea' }), 417, 'EXPECTATION_FAILED'],
  ] as const) {
    it(`${what} is refused as any other, with ${status}`, async () => {
      assertProblem(await sendRaw(server.port, request), status, code);
    });
  }

  it('ends its connection when two parsers could read it differently', async () => {
    const coded = (headers: Record<string, string>) =>
      rawRequest('POST /api/v1/orders', { connection: 'keep-alive', ...headers }, '0\r\n\r\n');
    for (const request of [
      coded({ 'content-length': '5', 'transfer-encoding': 'chunked' }),
      coded({ 'transfer-encoding': 'gzip, chunked' }),
      'GET /health/live HTTP/1.1\nHost: a\n\n',
      'GET /health/live HTTP/1.1\r\n\r\n',
      'GET /health/live HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n',
      'GET http://a/health/live HTTP/1.1\r\nHost: a\r\n\r\n',
    ])
      assert.equal((await sendRaw(server.port, request)).status, 400, String(request));
    assert.equal((await sendRaw(server.port, rawRequest('GET /health/live', { 'x-big': 'a'.repeat(17_000) }))).status, 431);
  });

  it('has a line in the log, to be found by its id', async () => {
    const { headers } = await sendRaw(server.port, Buffer.from('hello\r\n\r\n'));
    const { event, fields } = server.log.lines.find((line) => line.fields['request_id'] === headers['x-request-id']) ?? assert.fail();
    assert.deepEqual([event, fields['status'], fields['reason']], ['request_unreadable', 400, 'HPE_INVALID_METHOD']);
  });

  it('is told to go on where it asks whether it may', async () => {
    const expecting = { expect: '100-continue', 'content-type': 'application/json', 'content-length': '2' };
    assert.equal((await sendRaw(server.port, rawRequest('POST /api/v1/orders', expecting, '{}'))).status, 100);
  });

  it('writes nothing into an answer that has begun', async () => {
    const { status, body } = await sendRaw(server.port, rawRequest('POST /api/v1/begun', chunked, '2\r\nab\r\nzz\r\n'));
    assert.equal(status, 200);
    assert.doesNotMatch(body, /problem|HTTP/);
  });
});
