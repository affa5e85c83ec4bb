import assert from 'node:assert/strict';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import type { TestServer } from '#test/support/http-server.ts';
import { aPassword, IdentityHarness } from '#test/support/identity-harness.ts';
import { postJson } from '#test/support/post-json.ts';

const login = { email: 'ada@example.org', password: aPassword };
const ada = { email: 'ada@example.org', password: aPassword, username: 'ada' };

describe('accounts over HTTP', () => {
  let database: TestDatabase;
  let identity: IdentityHarness;
  let server: TestServer;
  before(async () => {
    database = await (databases[0] ?? assert.fail()).open();
  });
  after(() => database.close());
  beforeEach(async () => {
    await database.clear();
    identity = await IdentityHarness.open(database, { RATE_LIMIT_REGISTER: '5', RATE_LIMIT_LOGIN: '20' });
    server = await identity.serve();
  });
  afterEach(() => server.close());

  const post = (path: string, body?: unknown, token?: string) => postJson(server, path, body, token);
  const me = async (token: string) => {
    const response = await server.fetch('/api/v1/users/me', { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, body: await response.json() };
  };
  const logIn = async () => {
    await identity.verified('ada');
    return (await post('/auth/login', { email: ada.email, password: ada.password })).body;
  };

  describe('with an idempotency key', () => {
    const keyed = (path: string, body: unknown, key = 'one') => server.send('POST', `/api/v1${path}`, body, { 'idempotency-key': key });

    it('are registered once, and sent one mail', async () => {
      const first = await keyed('/auth/register', ada);
      assert.equal(first.status, 202);
      assert.equal((await keyed('/auth/register', { ...ada, username: 'eve' })).status, 422);
      const same = await keyed('/auth/register', ada);
      assert.deepEqual([same.status, same.headers.get('idempotent-replayed')], [202, 'true']);
      assert.equal(await same.text(), await first.text());
      assert.equal(identity.mails.length, 1);
    });

    it('are sent another mail once', async () => {
      await post('/auth/register', ada);
      for (const replayed of [null, 'true']) {
        const asked = await keyed('/auth/resend-verification', { email: ada.email });
        assert.deepEqual([asked.status, asked.headers.get('idempotent-replayed')], [202, replayed]);
      }
      await identity.runJobs();
      assert.equal(identity.mails.length, 2);
    });

    it('do not meet the key of another address', async () => {
      assert.equal((await keyed('/auth/register', ada)).status, 202);
      const other = await keyed('/auth/register', { ...ada, email: 'eve@example.org', username: 'eve' });
      assert.deepEqual([other.status, other.headers.get('idempotent-replayed')], [202, null]);
      assert.deepEqual(
        identity.mails.map(({ to }) => to),
        ['ada@example.org', 'eve@example.org'],
      );
    });

    it('leave nothing of the password or the address with the key', async () => {
      await keyed('/auth/register', ada);
      assert.equal(
        (await keyed('/auth/register', { ...ada, password: 'another good password' })).headers.get('idempotent-replayed'),
        'true',
      );
      const kept = JSON.stringify(await database.reader.all('select scope, key, fingerprint, answer_body from idempotency_keys'));
      assert(!kept.includes(ada.password) && !kept.includes(ada.email));
    });
  });

  it('say of a closed address when it opens, in every header alike', async () => {
    for (let guess = 0; guess < 10; guess++) assert.equal((await post('/auth/login', { ...login, password: 'wrong guess' })).status, 401);
    const { status, headers } = await post('/auth/login', login);
    assert.equal(status, 429);
    assert.deepEqual(
      ['retry-after', 'ratelimit', 'ratelimit-policy'].map((name) => headers.get(name)),
      ['900', '"failed-logins";r=0;t=900', '"failed-logins";q=10;w=900'],
    );
  });

  it('go from registering to selling', async () => {
    const registered = await post('/auth/register', ada);
    assert.deepEqual([registered.status, Object.keys(registered.body)], [202, ['message']]);
    const unverified = await post('/auth/login', { email: ada.email, password: ada.password });
    assert.deepEqual([unverified.status, unverified.body.code], [403, 'EMAIL_NOT_VERIFIED']);

    const verified = await post('/auth/verify-email', { token: identity.tokenFor(ada.email) });
    const { id } = verified.body.user;
    const user = { id, email: ada.email, username: 'ada', role: 'user', is_verified: true, created_at: '2026-11-21T12:00:00.000Z' };
    assert.deepEqual([verified.status, verified.body], [200, { user }]);

    const login = await post('/auth/login', { email: ada.email, password: ada.password });
    assert.equal(login.status, 200);
    assert.equal(login.headers.get('cache-control'), 'no-store');
    assert.deepEqual(
      { ...login.body, access_token: '', refresh_token: '' },
      { access_token: '', token_type: 'Bearer', expires_in: 900, refresh_token: '', user },
    );

    const refreshed = await post('/auth/refresh', { refresh_token: login.body.refresh_token });
    assert.deepEqual([refreshed.status, Object.keys(refreshed.body)], [200, Object.keys(login.body)]);
    assert.deepEqual(await me(refreshed.body.access_token), { status: 200, body: user });

    const upgrade = () => post('/users/me/upgrade-creator', undefined, refreshed.body.access_token);
    assert.deepEqual((await upgrade()).body, { user: { ...user, role: 'creator' }, already_elevated: false });
    assert.deepEqual((await upgrade()).body, { user: { ...user, role: 'creator' }, already_elevated: true });

    assert.equal((await post('/auth/logout', undefined, refreshed.body.access_token)).status, 204);
    assert.equal((await me(refreshed.body.access_token)).status, 401);
  });

  it('answer the same for an address that is known', async () => {
    const first = await post('/auth/register', ada);
    await post('/auth/verify-email', { token: identity.tokenFor(ada.email) });
    const repeated = await post('/auth/register', ada);
    const other = await post('/auth/register', { ...ada, username: 'eve', password: 'another password' });
    assert.deepEqual([repeated.status, repeated.body, other.status, other.body], [202, first.body, 202, first.body]);
  });

  it('answer the same to a wrong password and to an unknown address', async () => {
    await identity.verified('ada');
    const [wrong, unknown] = await Promise.all([
      post('/auth/login', { email: ada.email, password: 'not the password' }),
      post('/auth/login', { email: 'nobody@example.org', password: 'not the password' }),
    ]);
    assert.deepEqual([wrong.status, wrong.body.code, unknown.status], [401, 'INVALID_CREDENTIALS', 401]);
    assert.deepEqual({ ...wrong.body, request_id: '' }, { ...unknown.body, request_id: '' });
  });

  it('answer the same to whoever asks for another verification mail', async () => {
    await identity.register('ada');
    const [known, unknown] = [
      await post('/auth/resend-verification', { email: ada.email }),
      await post('/auth/resend-verification', { email: 'nobody@example.org' }),
    ];
    assert.deepEqual([known.status, known.body], [202, unknown.body]);
  });

  it('refuse a taken user name', async () => {
    await post('/auth/register', ada);
    const refused = await post('/auth/register', { ...ada, email: 'eve@example.org', username: 'ADA' });
    assert.deepEqual([refused.status, refused.body.code], [409, 'USERNAME_TAKEN']);
  });

  for (const [name, change] of Object.entries({
    '/email': { email: 'ada' },
    '/password': { password: 'short' },
    '/username': { username: 'a' },
    '/role': { role: 'admin' },
    '/is_verified': { is_verified: true },
    '/id': { id: '01890000-0000-7000-8000-000000000000' },
  })) {
    it(`refuse a registration by naming ${name}`, async () => {
      const { status, body } = await post('/auth/register', { ...ada, ...change });
      assert.deepEqual(
        [status, body.code, body.errors.map(({ pointer }: { pointer: string }) => pointer)],
        [422, 'VALIDATION_FAILED', [name]],
      );
    });
  }

  it('refuse text that no account holds, as invalid', async () => {
    for (const body of [
      `"email":"${'a'.repeat(50_000)}@example.org"`,
      '"email":"ada\\u0000@example.org"',
      '"email":"ada@example.org.","username":["a"]',
    ]) {
      const response = await server.fetch('/api/v1/auth/register', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{${body},"password":"half a pair \\ud800"}`,
      });
      assert.equal(response.status, 422);
    }
    assert.equal((await post('/auth/login', { email: ada.email, password: { $ne: null } })).status, 422);
  });

  it('refuse a link that was used, that expired, or that is none', async () => {
    await identity.register('ada');
    const token = identity.tokenFor(ada.email);
    await post('/auth/verify-email', { token });
    await identity.register('eve');
    identity.pass(86_400_000);
    const refusals = await Promise.all(
      [token, identity.tokenFor('eve@example.org'), 'x'].map((each) => post('/auth/verify-email', { token: each })),
    );
    assert.deepEqual(
      refusals.map(({ status, body }) => [status, body.code]),
      [
        [410, 'VERIFICATION_TOKEN_USED'],
        [410, 'VERIFICATION_TOKEN_EXPIRED'],
        [400, 'INVALID_VERIFICATION_TOKEN'],
      ],
    );
  });

  it('limit how often one network asks', async () => {
    for (let count = 0; count < 5; count++) await post('/auth/register', { ...ada, username: 'x' });
    const register = await post('/auth/register', ada);
    assert.deepEqual([register.status, register.headers.get('retry-after')], [429, '60']);
    for (let count = 0; count < 20; count++) await post('/auth/login', { email: `${count}@example.org`, password: '' });
    assert.equal((await post('/auth/login', { email: ada.email, password: ada.password })).status, 429);
  });

  it('limit how often one account is tried', async () => {
    await identity.verified('ada');
    for (let count = 0; count < 10; count++) await post('/auth/login', { email: ada.email, password: 'not the password' });
    const { status, headers, body } = await post('/auth/login', { email: 'ADA@example.org', password: ada.password });
    assert.deepEqual([status, body.code, headers.get('retry-after')], [429, 'TOO_MANY_REQUESTS', '900']);
  });

  it('publish the keys of their tokens', async () => {
    const response = await server.fetch('/.well-known/jwks.json');
    const { keys } = JSON.parse(await response.text());
    assert.equal(response.status, 200);
    assert.deepEqual(Object.keys(keys[0]), ['kty', 'crv', 'x', 'kid', 'use', 'alg']);
  });

  it('keep addresses, passwords and tokens out of the log', async () => {
    const { access_token, refresh_token } = await logIn();
    await post('/auth/refresh', { refresh_token });
    await server.fetch(`/verify-email?token=${identity.tokenFor(ada.email)}`);
    const lines = JSON.stringify(server.log.lines);
    for (const secret of [ada.email, ada.password, access_token, refresh_token, identity.tokenFor(ada.email)])
      assert(!lines.includes(secret));
  });
});
