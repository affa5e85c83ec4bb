import assert from 'node:assert/strict';
import { csvOf } from '#adapters/http/csv.ts';
import { RouteGroup } from '#bootstrap/wire.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { BEN, MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const actors = {
  mila: { userId: MILA, role: 'creator' },
  ben: { userId: BEN, role: 'user' },
  ada: { userId: '0195aaaa-0000-7000-8000-00000000000a', role: 'admin' },
} as const;
type Who = keyof typeof actors;

describe('selling over HTTP', () => {
  let database: TestDatabase;
  let payouts: PayoutHarness;
  let server: TestServer;
  before(async () => {
    const sqlite = databases.find(({ name }) => name === 'sqlite');
    assert.ok(sqlite);
    database = await sqlite.open();
  });
  const start = async (variables: Record<string, string> = {}) => {
    payouts = await new PayoutHarness(database, variables).open();
    server = await startHttpServer(payouts.container.getAll(RouteGroup).flat(), { actors, clock: payouts.clock });
  };
  afterEach(async () => {
    await server.close();
    await payouts.close();
    await database.clear();
  });
  after(() => database.close());

  const call = async (who: Who, method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${who}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const response = await server.fetch(`/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
  };
  const eur = (amount: number) => ({ amount, currency: 'EUR' });

  describe('by a seller', () => {
    beforeEach(() => start());

    it('shows what is there, what is coming and what is owed', async () => {
      assert.deepEqual((await call('mila', 'GET', '/sell/balance')).json, {
        currency: 'EUR',
        available: eur(0),
        pending: eur(0),
        debt: eur(0),
        held: eur(0),
        balances: [],
      });
      await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      await payouts.sell({ [MILA]: 500 });
      const { json } = await call('mila', 'GET', '/sell/balance');
      assert.deepEqual([json.available, json.pending, json.balances.length], [eur(900), eur(500), 1]);
      assert.deepEqual((await call('mila', 'GET', '/sell/balance?currency=USD')).json.available, { amount: 0, currency: 'USD' });
      for (const unknown of ['euro', 'ZZZ']) {
        const refused = await call('mila', 'GET', `/sell/balance?currency=${unknown}`);
        assert.equal(refused.status, 422);
        assert.equal(refused.json.errors[0].pointer, '/currency');
      }
    });

    it("lists the seller's own transfers only", async () => {
      const orderId = await payouts.sell({ [MILA]: 900, [BEN]: 100 });
      await payouts.work();
      const { json } = await call('mila', 'GET', '/sell/transfers');
      assert.equal(json.data.length, 1);
      assert.deepEqual([json.data[0].order_id, json.data[0].status, json.data[0].sent], [orderId, 'completed', eur(900)]);
      assert.equal(json.data[0].account_id, undefined);
      assert.deepEqual((await call('mila', 'GET', '/sell/transfers?status=failed')).json, { data: [], next_cursor: null });
    });

    it('gives an account statement out of the books, page by page', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.pass(1_000);
      await payouts.refund(orderId, { [MILA]: 200 });
      await payouts.pass(1_000);
      await payouts.requestPayout(MILA, 500);
      const lines: { kind: string; pending: unknown; available: unknown }[] = [];
      for (let cursor = ''; ; ) {
        const { json } = await call('mila', 'GET', `/sell/transactions?limit=2${cursor}`);
        lines.push(...json.data);
        if (json.next_cursor === null) break;
        cursor = `&cursor=${json.next_cursor}`;
      }
      assert.deepEqual(lines.map(({ kind, pending, available }) => ({ kind, pending, available })).reverse(), [
        { kind: 'sale', pending: eur(900), available: eur(0) },
        { kind: 'transfer', pending: eur(-900), available: eur(900) },
        { kind: 'refund', pending: eur(-200), available: eur(0) },
        { kind: 'reversal', pending: eur(200), available: eur(-200) },
        { kind: 'payout', pending: eur(0), available: eur(-500) },
      ]);
    });

    it('gives lists as files, and says where they go on', async () => {
      await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      const first = await call('mila', 'GET', '/sell/transactions?format=csv&limit=1');
      assert.equal(first.headers.get('content-type'), 'text/csv; charset=utf-8');
      assert.equal(first.headers.get('content-disposition'), 'attachment; filename="transactions.csv"');
      const [header, line] = first.text.split('\r\n');
      assert.equal(header, 'posted_at,kind,currency,pending_in,pending_out,available_in,available_out,order_id,subject_id,id');
      assert.match(line ?? '', /^2026-03-01T12:00:00\.000Z,(sale|transfer),EUR,\d+,\d+,\d+,\d+,/);
      const [, next] =
        /^<http:\/\/veza\.test\/api\/v1(\/sell\/transactions\?[^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
      const last = await call('mila', 'GET', next ?? '');
      assert.deepEqual([last.status, last.headers.get('link')], [200, null]);
      for (const list of ['transfers', 'payouts']) assert.equal((await call('mila', 'GET', `/sell/${list}?format=csv`)).status, 200);
    });

    it('keeps to the state that was asked for from page to page of a file', async () => {
      for (const held of [false, true, false]) {
        const orderId = await payouts.sell({ [MILA]: 900 });
        if (held) await payouts.dispute(orderId, 'hold');
        await payouts.work();
      }
      const states: string[] = [];
      for (let next = '/sell/transfers?format=csv&limit=1&status=completed'; next; ) {
        const page = await call('mila', 'GET', next);
        states.push(page.text.split('\r\n')[1]?.split(',')[1] ?? '');
        next = /^<http:\/\/veza\.test\/api\/v1(\/sell\/[^>]+)>/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
      }
      assert.deepEqual(states, ['completed', 'completed']);
    });

    it('pays out everything, an amount, or says why not', async () => {
      assert.equal((await call('mila', 'POST', '/sell/payouts')).json.code, 'SELLER_ACCOUNT_NOT_READY');
      await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      for (const amount of [0, -1, 1.5, '5', eur(0), { amount: 5 }, { amount: 5, currency: 'XXY' }]) {
        assert.equal((await call('mila', 'POST', '/sell/payouts', { amount })).status, 422, JSON.stringify(amount));
      }
      assert.deepEqual((await call('mila', 'POST', '/sell/payouts', { amount: 901 })).json.code, 'PAYOUT_EXCEEDS_BALANCE');
      const part = await call('mila', 'POST', '/sell/payouts', { amount: eur(400) });
      assert.deepEqual([part.status, part.json.status, part.json.amount], [201, 'in_transit', eur(400)]);
      assert.deepEqual([(await call('mila', 'POST', '/sell/payouts')).json.code], ['PAYOUT_UNDER_WAY']);
      await payouts.pass(3_600_000);
      assert.deepEqual((await call('mila', 'POST', '/sell/payouts')).json.amount, eur(500));
      assert.deepEqual((await call('mila', 'GET', '/sell/payouts?status=paid')).json.data.length, 1);
      assert.equal(
        (await call('mila', 'POST', '/sell/payouts', { amount: { amount: 1, currency: 'USD' } })).json.code,
        'NOTHING_TO_PAY_OUT',
      );
    });

    it('is for creators to begin with', async () => {
      assert.equal((await call('ben', 'POST', '/sell/onboarding')).status, 403);
      const { status, json } = await call('mila', 'POST', '/sell/onboarding', { return_url: 'https://music.example.org/' });
      assert.deepEqual([status, json.account.status, json.url], [200, 'active', null]);
      assert.equal((await call('mila', 'POST', '/sell/onboarding', { return_url: 'javascript:alert(1)' })).status, 422);
    });
  });

  it('leads through the onboarding where it takes one', async () => {
    await start({ SANDBOX_ONBOARDING: 'manual' });
    const begun = await call('mila', 'POST', '/sell/onboarding');
    assert.deepEqual([begun.json.account.status, begun.json.account.requirements_due], ['pending', ['external_account']]);
    const page = new URL(begun.json.url).pathname.replace('/api/v1', '');
    assert.match((await call('mila', 'GET', page)).text, /I am who I say/);
    const asText = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' };
    assert.equal((await server.fetch(`/api/v1${page}/activate`, asText)).status, 415);
    assert.equal((await call('mila', 'POST', `${page}/activate`, { status: 'active' })).status, 422);
    assert.equal((await call('mila', 'GET', page)).text.includes('<strong>pending'), true);
    assert.equal((await call('mila', 'POST', `${page}/activate`, {})).json.status, 'active');
    const pressed = await server.fetch(`/api/v1${page}/activate`, { method: 'POST', headers: { accept: 'text/html' } });
    assert.match(await pressed.text(), /Status: <strong>active/);
    assert.equal((await call('mila', 'GET', '/sandbox/accounts/sbxacct_000000000000000000000000')).status, 404);
    const done = await call('mila', 'POST', '/sell/onboarding');
    assert.deepEqual([done.json.account.payouts_enabled, done.json.url], [true, null]);
  });

  describe('by an administrator', () => {
    beforeEach(() => start());

    it('lists and filters transfers, and retries one', async () => {
      const orderId = await payouts.sell({ [MILA]: 900, [BEN]: 100 });
      payouts.sandbox.control.disturb('createTransfer', 'decline', 3);
      await payouts.work();
      const failed = (await call('ada', 'GET', `/admin/transfers?status=failed&seller_id=${MILA}&order_id=${orderId}`)).json.data;
      assert.equal(failed.length, 1);
      assert.match(failed[0].last_error, /sandbox_declined/);
      const again = await call('ada', 'POST', `/admin/transfers/${failed[0].id}/retry`);
      assert.deepEqual([again.status, again.json.status], [200, 'failed']);
      const { json } = await call('ada', 'POST', `/admin/transfers/${failed[0].id}/retry`);
      assert.deepEqual([json.id, json.status, json.provider, json.reversals], [failed[0].id, 'completed', 'sandbox', []]);
      assert.equal((await call('ada', 'POST', `/admin/transfers/${failed[0].id}/retry`)).json.code, 'TRANSFER_NOT_RETRYABLE');
      const recorded = await database.reader.all('select action, subject, actor_id from audit_log order by id');
      const retried = { action: 'transfer.retried', subject: `transfer:${failed[0].id}`, actor_id: actors.ada.userId };
      assert.deepEqual(recorded, [retried, retried]);
      assert.deepEqual((await call('ada', 'GET', '/admin/transfers?unresolved=true')).json.data, []);
      assert.equal((await call('ada', 'GET', `/admin/transfers/${failed[0].id}`)).json.attempts, 3);
    });

    it('says why a transfer failed for good that could not be taken back, in the list and by itself', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      await payouts.refund(orderId, { [MILA]: 900 });
      payouts.sandbox.control.disturb('reverseTransfer', 'decline', 3);
      await payouts.work();
      const underWay = (await call('ada', 'GET', `/admin/transfers?order_id=${orderId}`)).json.data[0];
      assert.deepEqual([underWay.status, /sandbox_declined/.test(underWay.last_error)], ['reversal_pending', true]);
      await payouts.pass(60_000, 3);
      const failed = (await call('ada', 'GET', '/admin/transfers?status=permanently_failed')).json.data[0];
      const detail = (await call('ada', 'GET', `/admin/transfers/${failed.id}`)).json;
      for (const { last_error: reason } of [failed, detail, detail.reversals[0]]) assert.match(reason, /sandbox_declined/);
      const retried = (await call('ada', 'POST', `/admin/transfers/${failed.id}/retry`)).json;
      assert.deepEqual([retried.status, retried.last_error], ['reversed', null]);
    });

    it('gives each balance of the books as money, whichever side of zero it is on', async () => {
      await payouts.sell({ [MILA]: 900 });
      const { balances } = (await call('ada', 'GET', '/admin/ledger/audit')).json;
      assert.deepEqual(balances, [
        { account: 'platform:fees', balance: eur(-100) },
        { account: 'psp:sandbox:EUR', balance: eur(1000) },
        { account: `seller:${MILA}:payable`, balance: eur(-900) },
      ]);
    });

    it('is for nobody else, and of what there is', async () => {
      const unknown = '/admin/transfers/0195aaaa-0000-7000-8000-0000000000ff';
      assert.equal((await call('mila', 'GET', '/admin/transfers')).status, 403);
      assert.equal((await call('ada', 'GET', unknown)).status, 404);
      assert.equal((await call('ada', 'POST', `${unknown}/retry`)).status, 404);
      assert.equal((await call('ada', 'POST', '/admin/transfers/1/retry')).status, 404);
    });
  });
});

describe('a table as comma-separated values', () => {
  it('never begins a cell with what a spreadsheet takes for a formula', () => {
    const cells = ['=1+1', '+1', '-1', '@a', '\tx', '\rx', 'fine', 'a,b', 'say "hi"', null, 7n];
    const [, line] = csvOf(['a'], [cells])
      .toString('utf8')
      .split(/\r\n(?!x)/);
    assert.equal(line, `'=1+1,'+1,'-1,'@a,'\tx,"'\rx",fine,"a,b","say ""hi""",,7`);
  });
});
