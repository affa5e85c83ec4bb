import assert from 'node:assert/strict';
import { ConsoleWorld, htmlOf, password } from '#test/support/console-world.ts';

describe('getting into the console', () => {
  let world: ConsoleWorld;
  before(async () => {
    world = await ConsoleWorld.open({ RATE_LIMIT_LOGIN: '1000' });
  });
  after(() => world.close());

  const pages = ['', '/orders', '/refunds', '/transfers', '/payouts', '/webhooks', '/jobs', '/ledger'];
  const posts = ['/reconcile', '/ledger/audit', '/logout', `/jobs/${crypto.randomUUID()}/retry`, `/transfers/${crypto.randomUUID()}/retry`];

  it('sends whoever is not logged in to the login page', async () => {
    const visitor = world.visitor();
    for (const page of pages) {
      const reply = await visitor.look(page);
      assert.deepEqual([reply.status, reply.header('location')], [303, '/admin/login'], page);
      assert.deepEqual([reply.headers.get('content-type'), reply.bytes.length], [null, 0], page);
    }
    for (const post of posts) assert.equal((await visitor.push(post)).header('location'), '/admin/login', post);
    assert.match(htmlOf((await visitor.look('/login')).is(200)), /<h1>Log in<\/h1>/);
  });

  it('lets an administrator in, with a cookie that no script and no other site can use', async () => {
    const visitor = world.visitor();
    const reply = (await visitor.logIn(world.admin)).is(303);
    assert.equal(reply.header('location'), '/admin');
    assert.match(reply.header('set-cookie') ?? '', /^veza_admin=[\w.-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    for (const page of pages) {
      const shown = (await visitor.look(page)).is(200);
      assert.match(shown.header('content-security-policy') ?? '', /default-src 'none'; style-src 'self'/, page);
      assert.equal(shown.header('cache-control'), 'no-store', page);
      assert.doesNotMatch(htmlOf(shown), /<script|style="| on\w+="/, page);
    }
  });

  it('says the same of a wrong password and of an unknown address', async () => {
    const visitor = world.visitor();
    const wrong = await visitor.push('/login', { email: world.admin.email, password: 'not the password' });
    const unknown = await visitor.push('/login', { email: 'nobody@example.org', password: 'not the password' });
    assert.deepEqual([wrong.status, unknown.status, visitor.cookie], [401, 401, '']);
    assert.equal(htmlOf(wrong).replace(world.admin.email, ''), htmlOf(unknown).replace('nobody@example.org', ''));
  });

  it('lets nobody else in, and ends the session that their password opened', async () => {
    for (const person of [world.seller, world.buyer]) {
      const visitor = world.visitor();
      const reply = (await visitor.logIn(person)).is(403);
      assert.match(htmlOf(reply), /Only administrators may log in here/);
      assert.equal(visitor.cookie, '');
      const [session] = await world.product.sql('select status from sessions where user_id = ? order by created_at desc, id desc limit 1', [
        person.id,
      ]);
      assert.equal(session?.['status'], 'logged_out');
    }
  });

  it('does not take the token of a user for a cookie of its own', async () => {
    const visitor = world.visitor();
    visitor.cookie = `veza_admin=${world.seller.accessToken}`;
    assert.match(htmlOf((await visitor.look('/orders')).is(403)), /Only administrators may do this/);
    visitor.cookie = 'veza_admin=made.up.token';
    assert.equal((await visitor.look('/orders')).status, 303);
  });

  it('takes the role away at once', async () => {
    const fallen = await world.product.person('admin');
    const visitor = world.visitor();
    await visitor.logIn(fallen);
    (await visitor.look('')).is(200);
    await world.product.sql("update users set role = 'user' where id = ?", [fallen.id]);
    (await visitor.look('')).is(403);
  });

  it('lets nobody in by the token of the API alone, and nobody into the API by the cookie', async () => {
    const operator = await world.operator();
    const bearer = await operator.send('GET', '//admin/orders', { headers: { authorization: `Bearer ${world.admin.accessToken}` } });
    assert.equal(bearer.status, 303);
    (await operator.send('GET', '/admin/orders', { headers: { cookie: operator.cookie } })).is(401);
  });

  it('is of no use to a page of another origin, even one that may call the API', async () => {
    const open = await ConsoleWorld.open({ CORS_ORIGINS: 'https://shop.example' });
    try {
      const operator = await open.operator();
      const { headers } = await operator.send('GET', '//admin/orders', {
        headers: { cookie: operator.cookie, origin: 'https://shop.example' },
      });
      assert.deepEqual(
        [...headers.keys()].filter((name) => name.startsWith('access-control')),
        [],
      );
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
    } finally {
      await open.close();
    }
  });

  it('logs out: the session has ended, not only the cookie', async () => {
    const operator = await world.operator();
    const { cookie } = operator;
    const reply = (await operator.push('/logout', { form_token: await operator.formToken() })).is(303);
    assert.match(reply.header('set-cookie') ?? '', /^veza_admin=; Path=\/; Max-Age=0/);
    operator.cookie = cookie;
    assert.equal((await operator.look('')).status, 303);
  });

  it('counts logins together with those of the API', async () => {
    const strict = await ConsoleWorld.open({ RATE_LIMIT_LOGIN: '4' });
    try {
      const visitor = strict.visitor();
      const statuses: number[] = [];
      for (let tries = 0; tries < 2; tries += 1) statuses.push((await visitor.push('/login', { email: 'a@b.example', password })).status);
      assert.deepEqual(statuses, [401, 429]);
    } finally {
      await strict.close();
    }
  });
});
