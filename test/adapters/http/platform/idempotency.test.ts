import assert from 'node:assert/strict';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { type Route, route } from '#adapters/http/route.ts';
import { SqlIdempotencyKeys } from '#adapters/persistence/shared/sql-idempotency-keys.ts';
import type { Once } from '#application/shared/idempotency.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';

class CardRefused extends DomainError {
  readonly kind = 'payment-refused';
  readonly code = 'CARD_REFUSED';
}

type Order = { id: string; amount: number };
const orderSchema = z.object({ id: z.uuid(), amount: z.number() });
const [sqlite] = databases;

describe('a request that takes effect once', () => {
  let database: TestDatabase;
  let server: TestServer;
  let now: Date;
  let effects: number;
  let between: () => Promise<void>;

  async function place(amount: number, once: Once<Order>): Promise<Order> {
    await database.unitOfWork.run(() => once.begin());
    effects++;
    await between();
    const refusal = amount === 13 ? new CardRefused('the card was refused') : null;
    const order = { id: once.resourceId, amount };
    await database.unitOfWork.run(() => once.finish(refusal ?? order));
    if (refusal) throw refusal;
    return order;
  }
  const common = {
    method: 'post',
    tag: 'test',
    summary: 'A test',
    body: z.object({ amount: z.int(), note: z.string().optional() }),
    answers: { 201: { description: 'Placed', schema: orderSchema, headers: ['Location'] } },
    refusals: { 'payment-refused': ['PAYMENT_REFUSED'] },
    present: (order: Order) => answer(201, order, { location: `/api/v1/orders/${order.id}` }),
  } as const;
  const routes: Route[] = [
    route({ ...common, path: '/orders', access: 'user', idempotency: 'required', handle: ({ body, once }) => place(body.amount, once) }),
    route({ ...common, path: '/tips', access: 'user', idempotency: 'required', handle: ({ body, once }) => place(body.amount, once) }),
    route({ ...common, path: '/gifts', access: 'public', idempotency: 'accepted', handle: ({ body, once }) => place(body.amount, once) }),
  ];

  before(async () => {
    if (!sqlite) throw new Error('there is no database');
    database = await sqlite.open();
    server = await startHttpServer(routes, {
      actors: { mila: { userId: 'mila', role: 'user' }, ben: { userId: 'ben', role: 'user' } },
      clock: { now: () => now },
      idempotencyKeys: new SqlIdempotencyKeys(database),
    });
  });
  beforeEach(() => {
    now = new Date('2026-03-01T12:00:00Z');
    effects = 0;
    between = async () => undefined;
  });
  afterEach(() => database.clear());
  after(async () => {
    await server.close();
    await database.close();
  });

  const order = (key: string | null, body: unknown = { amount: 5 }, who = 'mila', path = '/api/v1/orders') =>
    server.send('POST', path, body, { authorization: `Bearer ${who}`, ...(key === null ? {} : { 'idempotency-key': key }) });
  async function codeOf(answered: Response): Promise<[number, string]> {
    return [answered.status, z.looseObject({ code: z.string() }).parse(await answered.json()).code];
  }

  it('gives the first answer again, to the byte, and says so', async () => {
    const first = await order('k1');
    const again = await order('k1');
    assert.deepEqual([first.status, first.headers.get('idempotent-replayed')], [201, null]);
    assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [201, 'true']);
    assert.equal(again.headers.get('content-type'), 'application/json');
    assert.match(first.headers.get('location') ?? '', /^\/api\/v1\/orders\/./);
    assert.equal(again.headers.get('location'), first.headers.get('location'));
    assert.equal(await again.text(), await first.text());
    assert.equal(effects, 1);
  });

  it('gives a refusal again too, with the first request id', async () => {
    const first = await order('k1', { amount: 13 });
    const again = await order('k1', { amount: 13 });
    assert.deepEqual([first.status, again.status, effects], [402, 402, 1]);
    assert.equal(again.headers.get('content-type'), 'application/problem+json');
    assert.equal(await again.text(), await first.text());
  });

  it('takes the same body in another dress for the same', async () => {
    await order('k1', { amount: 5, note: 'x' });
    assert.equal((await order('k1', { note: 'x', amount: 5 })).headers.get('idempotent-replayed'), 'true');
  });

  it('refuses a key that came with another body', async () => {
    await order('k1');
    assert.deepEqual(await codeOf(await order('k1', { amount: 6 })), [422, 'IDEMPOTENCY_KEY_REUSED']);
    assert.equal(effects, 1);
  });

  it('keeps callers and paths apart', async () => {
    const ids = await Promise.all(
      [order('k1'), order('k1', { amount: 5 }, 'ben'), order('k1', { amount: 5 }, 'mila', '/api/v1/tips')].map(
        async (answered) => orderSchema.parse(await (await answered).json()).id,
      ),
    );
    assert.equal(new Set(ids).size, 3);
  });

  it('answers 409 while the first request runs', async () => {
    const first = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    between = () => {
      begun.resolve();
      return first.promise;
    };
    const running = order('k1');
    await begun.promise;
    const second = await order('k1');
    assert.equal(second.headers.get('retry-after'), '1');
    assert.deepEqual(await codeOf(second), [409, 'IDEMPOTENCY_KEY_IN_USE']);
    first.resolve();
    assert.equal((await running).status, 201);
    assert.equal(effects, 1);
  });

  it('lets a later request take over from one that never answered, under the same id', async () => {
    const ids: string[] = [];
    between = async () => {
      throw new Error('the power went');
    };
    assert.equal((await order('k1')).status, 500);
    between = async () => undefined;
    now = new Date(now.getTime() + 59_000);
    assert.equal((await order('k1')).status, 409);
    now = new Date(now.getTime() + 2_000);
    for (const answered of [await order('k1'), await order('k1')]) ids.push(orderSchema.parse(await answered.json()).id);
    const [row] = await database.reader.all('select resource_id from idempotency_keys');
    assert.deepEqual(ids, [row?.['resource_id'], row?.['resource_id']]);
  });

  it('stores nothing for what was never valid', async () => {
    assert.equal((await order('k1', { amount: 'x' })).status, 422);
    assert.equal((await order('k1')).status, 201);
  });

  it('takes a key bare or quoted', async () => {
    await order('abc"d');
    assert.equal((await order('"abc\\"d"')).headers.get('idempotent-replayed'), 'true');
    assert.equal((await order('x'.repeat(255))).status, 201);
  });

  for (const key of [null, '', '   ', '""', '"abc', 'a b', '"a b"', 'x'.repeat(256), 'ключ'.normalize(), 'a, b']) {
    it(`refuses ${key === null ? 'a missing key' : `the key ${key.slice(0, 10)}`} where one is required`, async () => {
      const header = key === null ? null : Buffer.from(key).toString('latin1');
      assert.deepEqual(await codeOf(await order(header)), [400, 'IDEMPOTENCY_KEY_MISSING']);
      assert.equal(effects, 0);
    });
  }

  it('does without a key where it is only accepted, each time with a fresh id', async () => {
    const gift = async (key: string | null) =>
      orderSchema.parse(await (await order(key, { amount: 1 }, 'mila', '/api/v1/gifts')).json()).id;
    assert.notEqual(await gift(null), await gift(null));
    assert.equal(await gift('k1'), await gift('k1'));
    assert.deepEqual(await codeOf(await order('', { amount: 1 }, 'mila', '/api/v1/gifts')), [400, 'IDEMPOTENCY_KEY_MISSING']);
  });

  it('lets nobody see an answer who may not ask', async () => {
    await order('k1');
    assert.equal((await order('k1', { amount: 5 }, 'nobody')).status, 401);
  });
});
