import assert from 'node:assert/strict';
import { ConsoleWorld, htmlOf } from '#test/support/console-world.ts';

describe('the forms of the console', () => {
  let world: ConsoleWorld;
  let orderId: string;
  before(async () => {
    world = await ConsoleWorld.open();
    orderId = await world.sale();
  });
  after(() => world.close());

  it('do nothing without the token of their session', async () => {
    const operator = await world.operator();
    const jobId = await world.deadJob(orderId);
    const other = await world.operator();
    for (const form_token of ['', 'made-up', await other.formToken()]) {
      const reply = (await operator.push(`/jobs/${jobId}/retry`, { form_token })).is(403);
      assert.match(htmlOf(reply), /made for another session/);
    }
    const [job] = await world.product.sql('select state from jobs where id = ?', [jobId]);
    assert.equal(job?.['state'], 'dead');
  });

  it('do nothing when another site sends them, or nobody says who', async () => {
    const operator = await world.operator();
    const fields = { form_token: await operator.formToken() };
    const elsewhere: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', origin: operator.baseUrl },
      { 'sec-fetch-site': 'same-site', origin: operator.baseUrl },
      { 'sec-fetch-site': 'none' },
      {},
    ];
    for (const headers of elsewhere) {
      (await operator.push('/reconcile', fields, headers)).is(403);
      (await operator.push('/login', { email: world.admin.email, password: 'x' }, headers)).is(403);
    }
    (await operator.push('/reconcile', fields, { 'sec-fetch-site': 'same-origin' })).is(200);
  });

  it('are read as forms and as nothing else', async () => {
    const operator = await world.operator();
    const token = await operator.formToken();
    const headers = { cookie: operator.cookie, origin: operator.baseUrl, 'content-type': 'text/plain' };
    for (const path of ['/reconcile', '/login', '/logout']) {
      const reply = await operator.send('POST', `//admin${path}`, { body: `form_token=${token}`, headers });
      assert.match(htmlOf(reply.is(415)), /<h1>[\s\S]*application\/x-www-form-urlencoded/);
    }
  });

  it('are the only way to change anything: no address does it', async () => {
    const operator = await world.operator();
    for (const path of ['/reconcile', '/logout', '/ledger/audit', `/jobs/${orderId}/retry`, `/webhooks/${orderId}/replay`])
      assert.equal((await operator.look(path)).status, 405, path);
  });

  it('retry a job that failed for good', async () => {
    const operator = await world.operator();
    const jobId = await world.deadJob(orderId);
    assert.match(htmlOf(await operator.look('/jobs')), new RegExp(`/admin/jobs/${jobId}/retry`));
    const reply = (await operator.push(`/jobs/${jobId}/retry`, { form_token: await operator.formToken() })).is(303);
    assert.equal(reply.header('location'), '/admin/jobs?done=retried');
    assert.match(htmlOf((await operator.look('/jobs?done=retried')).is(200)), /back in the queue/);
    const [entry] = await world.product.sql("select actor_id from audit_log where action = 'job.retried' and subject = ?", [
      `job:${jobId}`,
    ]);
    assert.equal(entry?.['actor_id'], world.admin.id);
    (await operator.push(`/jobs/${crypto.randomUUID()}/retry`, { form_token: await operator.formToken() })).is(404);
  });

  it('replay a delivery, and settle nothing twice', async () => {
    const operator = await world.operator();
    const [delivery] = await world.product.sql("select id from webhook_deliveries where result = 'ok' limit 1");
    const path = `/webhooks/${delivery?.['id']}`;
    const page = htmlOf((await operator.look(path)).is(200));
    assert.match(page, /<button>Replay<\/button>/);
    assert.match(page, /&quot;type&quot;: &quot;payment/);
    const reply = (await operator.push(`${path}/replay`, { form_token: await operator.formToken() })).is(303);
    assert.equal(reply.header('location'), `/admin${path}?done=replayed`);
    const books = htmlOf((await operator.push('/ledger/audit', { form_token: await operator.formToken() })).is(200));
    assert.match(books, /Every cent is where it belongs/);
  });

  it('offer no replay of a forged delivery, and refuse one that is asked for', async () => {
    const operator = await world.operator();
    const forged = { id: 'x', type: '<b>payment</b>', object: {} };
    await operator.post('/webhooks/sandbox', forged);
    const query = "select id from webhook_deliveries where result = 'signature_invalid' and provider = ?";
    await world.waitFor('forged delivery', query, 'sandbox');
    const [delivery] = await world.product.sql(query, ['sandbox']);
    const page = htmlOf((await operator.look(`/webhooks/${delivery?.['id']}`)).is(200));
    assert.doesNotMatch(page, /<button>Replay|<b>payment/);
    assert.match(page, /nobody acted on it/);
    const reply = await operator.push(`/webhooks/${delivery?.['id']}/replay`, { form_token: await operator.formToken() });
    assert.match(htmlOf(reply.is(409)), /This delivery is forged/);
  });

  it('say why a transfer cannot be retried', async () => {
    const operator = await world.operator();
    const [transfer] = await world.product.sql('select id from transfers where order_id = ?', [orderId]);
    const page = `/transfers/${transfer?.['id']}`;
    assert.match(htmlOf((await operator.look(page)).is(200)), /<button>Retry now<\/button>/);
    const reply = (await operator.push(`${page}/retry`, { form_token: await operator.formToken() })).is(409);
    assert.match(htmlOf(reply), /class="notice bad"/);
  });
});
