import assert from 'node:assert/strict';
import { type ConsoleVisitor, ConsoleWorld, htmlOf } from '#test/support/console-world.ts';

describe('the pages of the console', () => {
  let world: ConsoleWorld;
  let operator: ConsoleVisitor;
  let kept: string;
  let returned: string;
  before(async () => {
    world = await ConsoleWorld.open();
    operator = await world.operator();
    kept = await world.sale({ amount: 4900, title: 'A <script>alert(1)</script> track' });
    returned = await world.sale();
    await world.refund(returned);
    await world.order({ amount: 700 });
  });
  after(() => world.close());

  const show = async (path: string) => htmlOf((await operator.look(path)).is(200));
  /** The text of a page that says why not. */
  const refused = async (path: string, status: number) => {
    const reply = (await operator.look(path)).is(status);
    assert.match(reply.header('content-type'), /^text\/html/, path);
    assert.match(reply.header('content-security-policy'), /default-src 'none'; style-src 'self'/, path);
    const page = htmlOf(reply);
    assert.match(page, /<a href="\/admin">To the dashboard<\/a>/, path);
    return textOf(page);
  };
  const textOf = (page: string) => page.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
  /** The text of a page, with single spaces between its words. */
  const words = async (path: string) => textOf(await show(path));

  it('show the money in motion, how old it is, and whether the books balance', async () => {
    const text = await words('');
    assert.match(text, /orders pending 1 €7\.00 \d+ s/);
    assert.match(text, /orders completed 1 €49\.00/);
    assert.match(text, /refunds succeeded 1 €12\.99/);
    assert.match(text, /The books balance/);
    assert.match(text, /Held by providers €49\.00/);
    assert.match(text, /Fees earned €4\.90/);
    assert.match(await show(''), /<svg [^>]*role="img"[^>]*>[\s\S]*<polyline/);
  });

  it('mark what is older than its alarm', async () => {
    const [row] = await world.product.sql("select id, created_at from orders where status = 'pending'");
    assert.doesNotMatch(await words(''), /⚠/);
    const set = 'update orders set created_at = ? where id = ?';
    await world.product.sql(set, [new Date(Date.now() - 40 * 3_600_000), String(row?.['id'])]);
    assert.match(await words(''), /orders pending 1 €7\.00 1 d ⚠/);
    await world.product.sql(set, [new Date(Number(row?.['created_at'])), String(row?.['id'])]);
  });

  it('tell the whole story of an order on one time line', async () => {
    const text = await words(`/orders/${returned}`);
    const told = [
      'buyer Order placed €12.99',
      'webhook Webhook payment.succeeded',
      'provider Paid and completed',
      'licence Licence issued',
      'ledger Posted sale',
      'transfer Transfer completed €11.69',
      'refund Refund requested \\(buyer\\)',
      'webhook Webhook refund.succeeded',
      'refund Refund succeeded €12.99',
      'licence Licence revoked',
      'transfer Reversal opened',
      'ledger Posted reversal',
    ];
    assert.match(text, new RegExp(told.join('.*')));
    assert.match(text, /psp:sandbox:EUR €12\.99/);
  });

  it('tell which mails about an order have left', async () => {
    await world.waitFor(
      'mail of the refund',
      "select id from audit_log where subject = ? and new_values like '%Your refund%'",
      `order:${returned}`,
    );
    const text = await words(`/orders/${returned}`);
    for (const subject of ['Your receipt for order', 'You made a sale: order', 'Your refund for order'])
      assert.match(text, new RegExp(`mail Mail handed over ${subject} ${returned}`));
  });

  it('escape whatever people wrote', async () => {
    for (const path of ['/orders', `/orders/${kept}`, `/orders/${returned}`, '/refunds']) {
      const page = await show(path);
      assert.doesNotMatch(page, /<script|<loud>/, path);
    }
    assert.match(await show('/orders'), /A &lt;script&gt;alert\(1\)&lt;\/script&gt; track/);
    assert.match(await show('/refunds'), /It is too &lt;loud&gt; &amp; fast/);
  });

  it('filter and page their lists', async () => {
    assert.doesNotMatch(await show('/orders?status=refunded'), new RegExp(kept));
    assert.match(await show('/orders?status=&cursor='.replace('&cursor=', '')), new RegExp(kept));
    for (let more = 0; more < 24; more += 1) await world.order({ amount: 100 });
    const first = await show('/orders');
    const [, next = ''] = /href="\/admin(\/orders\?cursor=[^"]+)">Older/.exec(first) ?? [];
    const second = await show(next.replaceAll('&amp;', '&'));
    const rows = (page: string) => [...page.matchAll(/href="\/admin\/orders\/([\w-]{36})"/g)].map(([, id]) => id);
    assert.deepEqual([rows(first).length, rows(second).length, new Set([...rows(first), ...rows(second)]).size], [25, 2, 27]);
    assert.match(second, /First page/);
  });

  it('say that there is no such thing, and lead back', async () => {
    for (const path of ['/orders', '/transfers', '/webhooks']) {
      assert.match(await refused(`${path}/${crypto.randomUUID()}`, 404), /There is no such \w+/);
      assert.match(await refused(`${path}/made-up`, 404), /There is no such \w+/);
    }
    assert.match(await refused('/made-up', 404), /There is no such page/);
    assert.match(await refused('/reconcile', 405), /This path answers OPTIONS, POST/);
  });

  it('say what is wrong with an address, and lead back', async () => {
    assert.match(await refused('/orders?status=made-up', 422), /status must be one of pending, completed/);
    assert.match(await refused('/orders?cursor=made-up', 422), /cursor is not a cursor of this list/);
    assert.match(await refused('/orders?colour=red', 422), /colour is not a field of this request/);
    assert.match(await refused('/jobs?%3Cb%3E=1', 422), /&lt;b&gt; is not a field/);
  });

  it('and the API show a delivery without the secret that its payment can be paid with', async () => {
    const id = crypto.randomUUID();
    const body = JSON.stringify({ type: 'payment_intent.created', data: { object: { client_secret: 'pi_1_secret_hush', amount: 7 } } });
    await world.product.sql(
      `insert into webhook_deliveries (id, provider, payload, signature_valid, result, event_type, source_ip, user_agent, request_id,
         received_at, attempts) values (?, 'stripe', ?, true, 'ok', 'payment_intent.created', '192.0.2.1', '', 'r-1', ?, 1)`,
      [id, body, new Date()],
    );
    const shown = [await show(`/webhooks/${id}`), (await world.admin.get(`/admin/webhook-deliveries/${id}`)).is(200).text('payload')];
    for (const text of shown) {
      assert.match(text, /\[redacted\]/);
      assert.doesNotMatch(text, /hush/);
    }
    const [stored] = await world.product.sql('select payload from webhook_deliveries where id = ?', [id]);
    assert.equal(stored?.['payload'], body);
  });

  it('show dead jobs without what is private in them', async () => {
    const jobId = await world.deadJob(kept);
    const page = await show('/jobs');
    assert.match(page, new RegExp(jobId));
    assert.doesNotMatch(page, /private words/);
    assert.match(page, /connect &lt;ECONNREFUSED&gt;/);
    assert.match(await words(`/orders/${kept}`), /job Job order-notices \(dead\) after 8 tries/);
    assert.match(await words('/jobs'), /order-notices 0 0 1/);
  });

  it('bring their style themselves', async () => {
    const style = await operator.look('/console.css');
    assert.match(style.header('content-type') ?? '', /^text\/css/);
  });
});
