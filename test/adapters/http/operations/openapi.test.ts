import assert from 'node:assert/strict';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { type Route, rawRoute, route, streamRoute } from '#adapters/http/route.ts';
import { idParams, listOf, moneySchema, pageQuery } from '#adapters/http/schemas.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';

const product = z.object({ id: z.uuid(), price: moneySchema });
const common = { tag: 'Products', access: 'creator', summary: 'A test' } as const;
const routes: Route[] = [
  route({
    ...common,
    method: 'post',
    path: '/products/:id/price',
    params: idParams,
    body: z.object({ price: moneySchema, note: z.string().optional() }),
    answers: { 200: { description: 'The product', schema: product } },
    refusals: { conflict: ['PRODUCT_UNAVAILABLE'] },
    rateLimit: { name: 'prices', quota: 5, windowSeconds: 60 },
    idempotency: 'required',
    present: (body: z.input<typeof product>) => answer(200, body),
    handle: async ({ params, body }) => ({ id: params.id, price: body.price }),
  }),
  route({
    ...common,
    method: 'get',
    path: '/products',
    access: 'optional',
    query: pageQuery,
    answers: { 200: { description: 'A page', schema: listOf(product) } },
    handle: async () => answer(200, { data: [], next_cursor: null }),
  }),
  route({
    ...common,
    method: 'get',
    path: '/products/:id',
    access: 'public',
    params: idParams,
    answers: { 204: { description: 'A product' } },
    handle: async () => answer(204),
  }),
  rawRoute({
    ...common,
    method: 'post',
    path: '/webhooks/x',
    access: 'public',
    maxBytes: 9,
    answers: { 204: { description: 'Got it' } },
    handle: async () => answer(204),
  }),
  streamRoute({
    ...common,
    method: 'post',
    path: '/tracks',
    requestContentType: 'multipart/form-data',
    requestSchema: z.object({ file: z.file(), title: z.string() }),
    answers: { 204: { description: 'Got it' } },
    handle: async () => answer(204),
  }),
];

const operation = z.looseObject({ operationId: z.string(), responses: z.record(z.string(), z.looseObject({})) });
const openApi = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

describe('the OpenAPI document', () => {
  let server: TestServer;
  let document: z.output<typeof openApi>;
  before(async () => {
    server = await startHttpServer(routes);
    document = openApi.parse(await (await server.fetch('/openapi.json')).json());
  });
  after(() => server.close());

  const at = (method: string, path: string) => {
    const found = document.paths[path]?.[method];
    assert.ok(found, `${method} ${path}`);
    return found;
  };

  it('has every route that is mounted, and nothing else', () => {
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const mounted = server.http.routes.map(
      (declared) => `${declared.method} ${(declared.base === 'root' ? '' : '/api/v1') + declared.path.replace(/:(\w+)/g, '{$1}')}`,
    );
    assert.deepEqual(documented.sort(), mounted.sort());
    assert.ok(mounted.includes('get /health/live'));
  });

  it('is the same under the base path', async () => {
    const again = await server.fetch('/api/v1/openapi.json');
    assert.equal(again.headers.get('content-type'), 'application/json');
    assert.deepEqual(await again.json(), document);
  });

  it('gives every operation a name of its own', () => {
    const names = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    assert.equal(new Set(names).size, names.length);
    assert.equal(at('post', '/api/v1/products/{id}/price').operationId, 'postProductsByIdPrice');
  });

  it('says what a route takes', () => {
    const { parameters, requestBody, security } = at('post', '/api/v1/products/{id}/price');
    assert.deepEqual(security, [{ bearer: [] }]);
    assert.deepEqual(
      z
        .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean() }))
        .parse(parameters)
        .map((one) => [one.name, one.in, one.required]),
      [
        ['id', 'path', true],
        ['Idempotency-Key', 'header', true],
      ],
    );
    assert.deepEqual(requestBody, {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: { price: { $ref: '#/components/schemas/Money' }, note: { type: 'string' } },
            required: ['price'],
            additionalProperties: false,
          },
        },
      },
    });
    assert.deepEqual(at('get', '/api/v1/products')['parameters'], [
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
      { name: 'cursor', in: 'query', required: false, schema: { type: 'string', minLength: 1, maxLength: 1000 } },
    ]);
    assert.deepEqual(at('get', '/api/v1/products')['security'], [{}, { bearer: [] }]);
  });

  it('says what a route answers, refusals included', () => {
    const { responses } = at('post', '/api/v1/products/{id}/price');
    const described = Object.entries(responses).map(([status, { description }]) => `${status} ${description}`);
    assert.deepEqual(described, [
      '200 The product',
      '400 IDEMPOTENCY_KEY_MISSING, MALFORMED_JSON',
      '401 INVALID_TOKEN, UNAUTHENTICATED',
      '403 FORBIDDEN',
      '404 NOT_FOUND',
      '409 IDEMPOTENCY_KEY_IN_USE, PRODUCT_UNAVAILABLE',
      '413 BODY_TOO_LARGE',
      '415 UNSUPPORTED_MEDIA_TYPE',
      '422 IDEMPOTENCY_KEY_REUSED, VALIDATION_FAILED',
      '429 TOO_MANY_REQUESTS',
      '503 MAINTENANCE, UNAVAILABLE',
    ]);
    assert.deepEqual(Object.keys(document.components.schemas).sort(), ['Money', 'Problem']);
  });

  it('says that a route refuses a query or a form that it does not know', () => {
    const described = (method: string, path: string) => at(method, path).responses['422']?.['description'];
    assert.equal(described('get', '/api/v1/products/{id}'), 'VALIDATION_FAILED');
    assert.equal(described('post', '/api/v1/tracks'), 'VALIDATION_FAILED');
    assert.equal(described('post', '/api/v1/webhooks/x'), undefined);
    assert.equal(described('get', '/health/live'), undefined);
  });

  it('knows what streams and raw bodies carry', () => {
    const bodyAt = (path: string) => z.looseObject({ content: z.looseObject({}) }).parse(at('post', path)['requestBody']).content;
    assert.deepEqual(Object.keys(bodyAt('/api/v1/tracks')), ['multipart/form-data']);
    assert.deepEqual(Object.keys(bodyAt('/api/v1/webhooks/x')), ['application/json']);
  });
});

describe('the reference', () => {
  let server: TestServer;
  before(async () => {
    server = await startHttpServer(routes);
  });
  after(() => server.close());

  it('loads everything from this server, and holds no script of its own', async () => {
    const page = await server.fetch('/docs');
    const html = await page.text();
    assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self';/);
    assert.doesNotMatch(html, /<script>|\son\w+=|https?:/);
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => new URL(part ?? '', `${server.url}/docs`).pathname);
    assert.equal(parts.length, 4);
    for (const part of parts) {
      const answered = await server.fetch(part);
      assert.equal(answered.status, 200, part);
      assert.match(answered.headers.get('content-type') ?? '', /^(text\/css|text\/javascript|image\/png)/);
    }
  });

  it('has no other part', async () => {
    assert.equal((await server.fetch('/docs/package.json')).status, 404);
    assert.equal((await server.fetch('/docs/..%2fpackage.json')).status, 404);
  });
});
