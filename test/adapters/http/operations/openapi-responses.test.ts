import assert from 'node:assert/strict';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { mediaExchange } from '#adapters/http/media/media-exchange.ts';
import { openApiOf } from '#adapters/http/operations/openapi.ts';
import { type Route, rawRoute, route, streamRoute } from '#adapters/http/route.ts';

const common = { tag: 'Products', access: 'public', summary: 'A test' } as const;
const product = z.object({ id: z.string() });
const routes: Route[] = [
  route({
    ...common,
    method: 'get',
    path: '/products',
    ignoresQuery: true,
    answers: { 200: { description: 'A page', schema: product, alsoAs: ['text/csv'], headers: ['ETag', 'Link'] } },
    handle: async () => answer(200, { id: 'a' }),
  }),
  route({
    ...common,
    method: 'post',
    path: '/products',
    access: 'user',
    idempotency: 'accepted',
    rateLimit: { name: 'products', quota: 5, windowSeconds: 60 },
    answers: { 201: { description: 'A product', schema: product, headers: ['Location'] } },
    present: () => answer(201, { id: 'a' }),
    handle: async () => undefined,
  }),
  rawRoute({
    ...common,
    method: 'post',
    path: '/forms',
    maxBytes: 9,
    answers: { 303: { description: 'The way', headers: ['Location'] }, 413: { description: 'A page', contentType: 'text/html' } },
    handle: async () => answer(303, undefined, { location: '/' }),
  }),
  streamRoute({ ...common, ...mediaExchange, method: 'get', path: '/song', handle: () => undefined }),
];

type Operation = {
  summary: string;
  parameters?: { name: string; in: string; required: boolean }[];
  responses: Record<string, { description: string; headers: Record<string, { $ref: string }>; content?: Record<string, unknown> }>;
};
type Document = { paths: Record<string, Record<string, Operation>>; components: { headers: Record<string, object> } };

describe('what the OpenAPI document says of answers', () => {
  const document = openApiOf(routes, { publicUrl: 'https://veza.test', version: '1' }) as Document;
  const at = (method: string, path: string): Operation => {
    const found = document.paths[`/api/v1${path}`]?.[method];
    assert.ok(found, `${method} ${path}`);
    return found;
  };
  const headersAt = (method: string, path: string, status: number) => Object.keys(at(method, path).responses[status]?.headers ?? {});
  const typesAt = (method: string, path: string, status: number) => Object.keys(at(method, path).responses[status]?.content ?? {});
  const taken = (method: string, path: string) => at(method, path).parameters?.map(({ name }) => name);

  it('knows that a GET with a tag may be answered 304', () => {
    assert.deepEqual(taken('get', '/products'), ['If-None-Match']);
    assert.deepEqual(Object.keys(at('get', '/products').responses), ['200', '304', '503']);
    assert.deepEqual(headersAt('get', '/products', 304), ['ETag', 'Link', 'X-Request-Id']);
    assert.deepEqual(typesAt('get', '/products', 304), []);
  });

  it('names every content type of an answer, and none of one without a body', () => {
    assert.deepEqual(typesAt('get', '/products', 200), ['application/json', 'text/csv']);
    assert.deepEqual(typesAt('post', '/forms', 303), []);
  });

  it('knows a status that is an answer and a refusal, too, as both', () => {
    assert.equal(at('post', '/forms').responses[413]?.description, 'A page; BODY_TOO_LARGE');
    assert.deepEqual(typesAt('post', '/forms', 413), ['text/html', 'application/problem+json']);
  });

  it('names the headers that follow from limits, keys and refusals', () => {
    const limit = ['RateLimit', 'RateLimit-Policy'];
    assert.deepEqual(headersAt('post', '/products', 201), ['Idempotent-Replayed', 'Location', ...limit, 'X-Request-Id']);
    assert.deepEqual(headersAt('post', '/products', 401), [...limit, 'WWW-Authenticate', 'X-Request-Id']);
    assert.deepEqual(headersAt('post', '/products', 409), ['Idempotent-Replayed', ...limit, 'Retry-After', 'X-Request-Id']);
    assert.deepEqual(headersAt('post', '/products', 429), [...limit, 'Retry-After', 'X-Request-Id']);
  });

  it('describes every header that it names', () => {
    const named = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .flatMap(({ responses }) => Object.values(responses))
      .flatMap(({ headers }) => Object.entries(headers));
    for (const [name, { $ref }] of named) {
      assert.equal($ref, `#/components/headers/${name}`);
      assert.ok(name in document.components.headers, name);
    }
  });

  it('has what serves media under HEAD, too: without ranges, and without bodies', () => {
    const preconditions = ['If-Match', 'If-None-Match', 'If-Modified-Since', 'If-Unmodified-Since'];
    assert.deepEqual(taken('get', '/song'), ['Range', 'If-Range', ...preconditions]);
    assert.deepEqual(taken('head', '/song'), preconditions);
    assert.deepEqual(Object.keys(at('get', '/song').responses), ['200', '206', '304', '412', '416', '503']);
    assert.deepEqual(Object.keys(at('head', '/song').responses), ['200', '304', '412', '503']);
    assert.deepEqual(headersAt('get', '/song', 206), [...headersAt('head', '/song', 200), 'Content-Range'].sort());
    for (const status of [200, 304, 412, 503]) assert.deepEqual(typesAt('head', '/song', status), []);
    assert.equal(document.paths['/api/v1/products']?.['head'], undefined);
  });
});
