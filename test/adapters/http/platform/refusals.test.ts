import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { z } from 'zod';
import { answer, answerHtml } from '#adapters/http/answer.ts';
import { type ProblemBody, problemOf, statusOf } from '#adapters/http/platform/problem.ts';
import { type Route, route, streamRoute } from '#adapters/http/route.ts';
import { PaymentRefused, RefundRefused } from '#application/marketplace/errors.ts';
import { TooManyRequests } from '#application/shared/rate-limit.ts';
import { DomainError, type ErrorKind } from '#domain/shared/domain-error.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { rawRequest } from '#test/support/raw-http.ts';

class Refusal extends DomainError {
  readonly kind: ErrorKind;
  readonly code = 'TEST_REFUSAL';
  constructor(kind: ErrorKind) {
    super('not today');
    this.kind = kind;
  }
}

const common = { method: 'get', tag: 'test', summary: 'A test', access: 'public', answers: { 204: { description: 'Nothing' } } } as const;
const kinds = Object.keys(statusOf) as ErrorKind[];
const fail = (error: unknown) => async () => {
  throw error;
};

const routes: Route[] = [
  ...kinds.map((kind) => route({ ...common, path: `/refuse/${kind}`, handle: fail(new Refusal(kind)) })),
  route({ ...common, path: '/patience', handle: fail(new TooManyRequests({ name: 'test', quota: 1, windowSeconds: 60 }, 17.2)) }),
  route({ ...common, path: '/fault', handle: fail(new Error('select secret from users', { cause: new Error('postgres://u:p@db') })) }),
  route({ ...common, path: '/thrown-text', handle: fail('just text') }),
  route({ ...common, path: '/no-such-kind', handle: fail(new Refusal(JSON.parse('"unheard of"'))) }),
  route({ ...common, path: '/bad-header', handle: async () => answer(204, undefined, { location: '/a\r\nset-cookie: x=1' }) }),
  streamRoute({
    ...common,
    path: '/half',
    handle: async ({ reply }) => {
      reply.begin(200, { 'content-length': 100 });
      reply.target.write('half');
      throw new Error('the disk is gone');
    },
  }),
  route({ ...common, method: 'post', path: '/notes', body: z.object({ text: z.string() }), handle: async () => answer(204) }),
];

describe('refusing a request', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startHttpServer(routes, { checkAnswers: false });
  });
  afterEach(() => server.close());

  for (const kind of kinds) {
    it(`answers ${statusOf[kind]} to what is ${kind}, as a problem`, async () => {
      const answered = await server.fetch(`/api/v1/refuse/${kind}`, { headers: { 'x-request-id': 'abc-1' } });
      assert.equal(answered.status, statusOf[kind]);
      assert.equal(answered.headers.get('content-type'), 'application/problem+json');
      const { title, ...problem } = z.looseObject({ title: z.string() }).parse(await answered.json());
      assert.deepEqual(problem, {
        type: 'urn:veza:problem:test-refusal',
        status: statusOf[kind],
        detail: 'not today',
        code: 'TEST_REFUSAL',
        request_id: 'abc-1',
      });
      assert.deepEqual(server.log.events('error'), []);
    });
  }

  it('says when to come back', async () => {
    assert.equal((await server.fetch('/api/v1/patience')).headers.get('retry-after'), '18');
    assert.equal((await server.fetch('/api/v1/refuse/unavailable')).headers.get('retry-after'), '5');
    assert.equal((await server.fetch('/api/v1/refuse/too-many-requests')).headers.get('retry-after'), '5');
    assert.equal((await server.fetch('/api/v1/refuse/conflict')).headers.get('retry-after'), null);
  });

  it('says where to log in to whoever is not', async () => {
    assert.equal((await server.fetch('/api/v1/refuse/unauthenticated')).headers.get('www-authenticate'), 'Bearer realm="veza"');
  });

  for (const path of ['/fault', '/thrown-text', '/bad-header']) {
    it(`tells the log what went wrong at ${path}, and the caller only that something did`, async () => {
      const answered = await server.fetch(`/api/v1${path}`);
      const body = await answered.text();
      assert.equal(answered.status, 500);
      assert.equal(JSON.parse(body).code, 'INTERNAL_ERROR');
      assert.doesNotMatch(body, /secret|postgres|just text|Invalid character|at /);
      assert.equal(answered.headers.get('set-cookie'), null);
      const [line] = server.log.lines.filter(({ level }) => level === 'error');
      assert.equal(line?.event, 'request_failed');
      assert.equal(line?.fields['route'], `/api/v1${path}`);
    });
  }

  it('survives a refusal that cannot be told', async () => {
    await assert.rejects(server.fetch('/api/v1/no-such-kind'));
    assert.deepEqual(server.log.events('error'), ['refusal_failed']);
    assert.equal((await server.fetch('/health/live')).status, 200);
  });

  it('cuts an answer that cannot be finished', async () => {
    const cut = server.fetch('/api/v1/half').then((answered) => answered.text());
    await assert.rejects(cut);
    assert.deepEqual(server.log.events('error'), ['request_failed']);
    assert.equal((await server.fetch('/health/live')).status, 200);
  });

  it('takes no notice of a caller who goes away in the middle of a body', async () => {
    const asked = once(server.http.server, 'request');
    const socket = connect(server.port, '127.0.0.1');
    socket.write(rawRequest('POST /api/v1/notes', { 'content-type': 'application/json', 'content-length': '50' }, '{"text":'));
    await asked;
    socket.destroy();
    while (server.log.lines.length === 0) await new Promise(setImmediate);
    assert.deepEqual(server.log.events('error'), []);
    assert.deepEqual(
      server.log.lines.map(({ event, fields }) => [event, fields['aborted']]),
      [['http_request', true]],
    );
    assert.equal((await server.fetch('/health/live')).status, 200);
  });
});

describe('refusing where people look', () => {
  const refusal = ({ status, detail, request_id }: ProblemBody) => answerHtml(status, `<p>${detail} (${request_id})`);
  let server: TestServer;
  before(async () => {
    const atRoot = { ...common, base: 'root' } as const;
    server = await startHttpServer(
      [
        route({ ...atRoot, path: '/desk', rateLimit: { name: 'desk', quota: 1, windowSeconds: 60 }, handle: async () => answer(204) }),
        route({ ...atRoot, path: '/desk/fault', handle: fail(new Error('select secret from users')) }),
        route({ ...atRoot, path: '/desktop', handle: fail(new Refusal('conflict')) }),
      ],
      { checkAnswers: false, pageArea: { under: '/desk', refusal } },
    );
  });
  after(() => server.close());

  const look = async (path: string, method = 'GET') => {
    const answered = await server.fetch(path, { method, headers: { 'x-request-id': 'r-1' } });
    return [answered.status, answered.headers.get('content-type'), await answered.text(), answered.headers] as const;
  };
  const html = 'text/html; charset=utf-8';

  it('shows a page, whatever is refused there and by whom', async () => {
    assert.deepEqual((await look('/desk/nothing')).slice(0, 3), [404, html, '<p>there is no such page (r-1)']);
    assert.deepEqual((await look('/desk/fault')).slice(0, 2), [500, html]);
    assert.doesNotMatch((await look('/desk/fault'))[2], /secret/);
    assert.deepEqual(server.log.events('error'), ['request_failed', 'request_failed']);
  });

  it('keeps the headers of the refusal', async () => {
    assert.equal((await look('/desk', 'PUT'))[3].get('allow'), 'GET, HEAD, OPTIONS');
    await look('/desk');
    const [status, type, , headers] = await look('/desk');
    assert.deepEqual([status, type], [429, html]);
    assert.ok(headers.get('retry-after'));
  });

  it('sends a problem anywhere else', async () => {
    assert.deepEqual((await look('/desktop')).slice(0, 2), [409, 'application/problem+json']);
    assert.deepEqual((await look('/nothing')).slice(0, 2), [404, 'application/problem+json']);
  });
});

describe('a problem', () => {
  it('names the fields at fault', () => {
    const error = Object.assign(new Refusal('invalid'), { faults: [{ pointer: '/a', detail: 'is wrong' }] });
    assert.deepEqual(JSON.parse(problemOf(error, 'r').bytes).errors, [{ pointer: '/a', detail: 'is wrong' }]);
  });

  for (const [error, type] of [
    [new PaymentRefused({ code: 'IR_06', message: 'no' }), 'payment-refused'],
    [new PaymentRefused({ code: 'IR_06', message: 'no', ours: true }), 'payment-refused'],
    [new RefundRefused({ code: 'IR_06', message: 'no' }), 'refund-refused'],
  ] as const) {
    it(`is of a type of ours when its code is the provider’s own: ${error.kind}, ${type}`, () => {
      const problem = JSON.parse(problemOf(error, 'r').bytes);
      assert.deepEqual([problem.type, problem.code], [`urn:veza:problem:${type}`, 'IR_06']);
    });
  }

  it('challenges nobody to log in whose signature was wrong', () => {
    const forged = Object.assign(new Refusal('unauthenticated'), { code: 'WEBHOOK_SIGNATURE_INVALID' });
    assert.deepEqual(problemOf(forged, 'r').headers, { 'content-type': 'application/problem+json' });
  });
});
