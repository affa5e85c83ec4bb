import assert from 'node:assert/strict';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { type Route, route } from '#adapters/http/route.ts';
import { idParams, idSchema, listOf, moneyOf, moneySchema, pageQuery, wholeNumber } from '#adapters/http/schemas.ts';
import { moneyView, pageView } from '#adapters/http/views.ts';
import { Money } from '#domain/shared/money.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';

const common = { tag: 'test', summary: 'A test', access: 'public' } as const;
const echo = { 200: { description: 'What was understood', schema: z.object({ echo: z.unknown() }) } };
const order = z.object({
  items: z.array(z.object({ product_id: idSchema, note: z.string().optional() })).min(1),
  price: moneySchema.optional(),
  delivery: z
    .discriminatedUnion('by', [z.object({ by: z.literal('mail'), to: z.string() }), z.object({ by: z.literal('link') })])
    .optional(),
  extra: z.looseObject({ kind: z.enum(['a', 'b']) }).optional(),
});
const id = '0190a0a0-0000-7000-8000-00000000000a';

const routes: Route[] = [
  route({
    ...common,
    method: 'post',
    path: '/orders',
    body: order,
    answers: echo,
    handle: async ({ body }) => answer(200, { echo: body }),
  }),
  route({
    ...common,
    method: 'get',
    path: '/orders/:id',
    params: idParams,
    answers: echo,
    handle: async ({ params }) => answer(200, { echo: params.id }),
  }),
  route({
    ...common,
    method: 'get',
    path: '/orders',
    query: pageQuery.extend({ size: wholeNumber(-5, 10).optional(), q: z.string().optional() }),
    answers: echo,
    handle: async ({ query }) => answer(200, { echo: query }),
  }),
  route({
    ...common,
    method: 'get',
    path: '/search',
    query: z.object({ bpm_min: wholeNumber(1, 999).optional() }),
    queryFaults: 'rejected',
    answers: echo,
    handle: async ({ query }) => answer(200, { echo: query }),
  }),
];

describe('validating a request', () => {
  let server: TestServer;
  before(async () => {
    server = await startHttpServer(routes);
  });
  after(() => server.close());

  async function faultsOf(body: unknown) {
    const answered = await server.send('POST', '/api/v1/orders', body);
    assert.equal(answered.status, 422);
    const problem = z.object({ code: z.literal('VALIDATION_FAILED'), errors: z.array(z.unknown()) }).parse(await answered.json());
    return problem.errors;
  }
  async function ask(path: string): Promise<Record<string, unknown>> {
    const answered = await server.fetch(path);
    return { ...z.record(z.string(), z.unknown()).parse(await answered.json()), status: answered.status };
  }

  it('points at what is wrong', async () => {
    assert.deepEqual(await faultsOf({ items: [{ product_id: id }, { product_id: 'x', note: 3 }] }), [
      { pointer: '/items/1/product_id', detail: 'must be a UUID' },
      { pointer: '/items/1/note', detail: 'must be text' },
    ]);
    assert.deepEqual(await faultsOf({}), [{ pointer: '/items', detail: 'is required' }]);
    const items = [{ product_id: id }];
    assert.deepEqual(await faultsOf({ items, extra: {} }), [{ pointer: '/extra/kind', detail: 'is required' }]);
    assert.deepEqual(await faultsOf({ items, extra: { kind: 'c' } }), [{ pointer: '/extra/kind', detail: 'must be one of a, b' }]);
    for (const body of [[], 'text', 1, null, undefined])
      assert.deepEqual(await faultsOf(body), [{ pointer: '', detail: 'must be a JSON object' }]);
    assert.deepEqual(await faultsOf({ items: '[object Object]' }), [{ pointer: '/items', detail: 'must be a list' }]);
    assert.deepEqual(await faultsOf({ items: '' }), [{ pointer: '/items', detail: 'must be a list' }]);
    assert.deepEqual(await faultsOf({ items: [] }), [{ pointer: '/items', detail: 'must have at least 1 entry' }]);
  });

  it('refuses fields that nobody asked for, however deep', async () => {
    const foreign = { detail: 'is not a field of this request' };
    assert.deepEqual(await faultsOf({ items: [{ product_id: id, price: 1 }], role: 'admin', 'a/b': 1 }), [
      { pointer: '/items/0/price', ...foreign },
      { pointer: '/role', ...foreign },
      { pointer: '/a~1b', ...foreign },
    ]);
    assert.deepEqual(await faultsOf({ items: [{ product_id: id }], price: { amount: 1, currency: 'EUR', tax: 1 } }), [
      { pointer: '/price/tax', ...foreign },
    ]);
    assert.deepEqual(await faultsOf({ items: [{ product_id: id }], delivery: { by: 'link', to: 'x' } }), [
      { pointer: '/delivery/to', ...foreign },
    ]);
  });

  it('lets an object that says so take any field', async () => {
    const body = { items: [{ product_id: id }], extra: { kind: 'a', other: 1 } };
    assert.deepEqual(await (await server.send('POST', '/api/v1/orders', body)).json(), { echo: body });
  });

  it('names at most fifty faults', async () => {
    const fields = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, 1]));
    assert.equal((await faultsOf({ ...fields, items: [{ product_id: id }] })).length, 50);
  });

  for (const amount of [-1, 0.5, 2 ** 53, '100', 1e308]) {
    it(`takes no amount of ${amount}`, async () => {
      const [fault] = await faultsOf({ items: [{ product_id: id }], price: { amount, currency: 'EUR' } });
      assert.equal(z.object({ pointer: z.string() }).parse(fault).pointer, '/price/amount');
    });
  }

  for (const currency of ['eur', 'XXZ', '', 'EURO']) {
    it(`takes no currency "${currency}"`, async () => {
      assert.deepEqual(await faultsOf({ items: [{ product_id: id }], price: { amount: 1, currency } }), [
        { pointer: '/price/currency', detail: 'must be an ISO 4217 currency code' },
      ]);
    });
  }

  it('knows nothing at a malformed id, and reads ids in either case', async () => {
    assert.equal((await ask('/api/v1/orders/1')).status, 404);
    assert.equal((await ask('/api/v1/orders/[object%20Object]')).status, 404);
    assert.deepEqual(await ask(`/api/v1/orders/${id.toUpperCase()}`), { status: 200, echo: id });
  });

  it('reads a query, with its defaults', async () => {
    assert.deepEqual(await ask('/api/v1/orders?'), { status: 200, echo: { limit: 20 } });
    assert.deepEqual(await ask('/api/v1/orders?limit=5&size=-5&q=a+b%26%C3%A9&cursor=x'), {
      status: 200,
      echo: { limit: 5, size: -5, q: 'a b&é', cursor: 'x' },
    });
  });

  for (const [query, pointer] of [
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=1e9', '/limit'],
    ['limit=NaN', '/limit'],
    ['limit=', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['size=99999999999999999999', '/size'],
    ['q=a&q=b&q=c', '/q'],
    ['q=%00', '/q'],
    ['q=%ff', '/q'],
    ['page=-1', '/page'],
    ['limit[]=1', '/limit[]'],
    ['__proto__=1', ''],
    ['constructor=1', '/constructor'],
  ]) {
    it(`refuses the query ?${query}`, async () => {
      const { status, code, errors } = await ask(`/api/v1/orders?${query}`);
      assert.deepEqual({ status, code }, { status: 422, code: 'VALIDATION_FAILED' });
      assert.equal(z.array(z.object({ pointer: z.string() })).parse(errors)[0]?.pointer, pointer);
    });
  }

  it('refuses any query where none is declared', async () => {
    assert.equal((await ask(`/api/v1/orders/${id}?size=1e9`)).status, 422);
  });

  it('answers 400 where the route says so', async () => {
    const { status, code, errors } = await ask('/api/v1/search?bpm_min=0');
    assert.deepEqual({ status, code }, { status: 400, code: 'VALIDATION_FAILED' });
    assert.deepEqual(errors, [{ pointer: '/bpm_min', detail: 'must be a whole number from 1 to 999' }]);
  });
});

describe('shared views', () => {
  it('carry money both ways', () => {
    const money = Money.of(1299n, 'EUR');
    assert.deepEqual(moneyView(money), { amount: 1299, currency: 'EUR' });
    assert.ok(moneyOf(moneyView(money)).equals(money));
  });

  it('refuse an amount that JSON would round', () => {
    assert.throws(() => moneyView(Money.of(2n ** 53n, 'EUR')), RangeError);
  });

  it('wrap a page', () => {
    const page = pageView({ data: [1, 2], nextCursor: 'next' }, (number) => ({ number }));
    assert.deepEqual(listOf(z.object({ number: z.number() })).parse(page), page);
    assert.deepEqual(page, { data: [{ number: 1 }, { number: 2 }], next_cursor: 'next' });
  });
});
