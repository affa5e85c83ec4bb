import assert from 'node:assert/strict';
import { TimedRaceWindow } from '#adapters/identity/timed-race-window.ts';
import { RaceWindow } from '#application/identity/ports.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import type { TestServer } from '#test/support/http-server.ts';
import { aPassword, IdentityHarness } from '#test/support/identity-harness.ts';
import { postJson } from '#test/support/post-json.ts';

describe('sessions over HTTP', () => {
  let database: TestDatabase;
  let identity: IdentityHarness;
  let server: TestServer;
  before(async () => {
    database = await (databases[0] ?? assert.fail()).open();
  });
  after(() => database.close());
  beforeEach(async () => {
    await database.clear();
    identity = await IdentityHarness.open(database);
    identity.ticking = true;
    await identity.replace(RaceWindow, new TimedRaceWindow(50));
    server = await identity.serve();
  });
  afterEach(() => server.close());

  const post = (path: string, body?: unknown, token?: string) => postJson(server, path, body, token);
  const me = async (token: string) => (await server.fetch('/api/v1/users/me', { headers: { authorization: `Bearer ${token}` } })).status;
  const logIn = async () => {
    const { email } = await identity.verified('ada');
    return (await post('/auth/login', { email, password: aPassword })).body;
  };

  it('end the family of a refresh token that comes again', async () => {
    const { refresh_token } = await logIn();
    const next = await post('/auth/refresh', { refresh_token });
    assert.deepEqual(
      [(await post('/auth/refresh', { refresh_token })).body.code, await me(next.body.access_token)],
      ['INVALID_REFRESH_TOKEN', 401],
    );
    assert.equal((await post('/auth/refresh', { refresh_token: next.body.refresh_token })).status, 401);
  });

  it('keep the family when two requests race, and then end it when the token comes again', async () => {
    const { refresh_token } = await logIn();
    const race = await Promise.all([1, 2, 3].map(() => post('/auth/refresh', { refresh_token })));
    assert.deepEqual(race.map(({ status }) => status).sort(), [200, 401, 401]);
    const winner = race.find(({ status }) => status === 200)?.body;
    const next = await post('/auth/refresh', { refresh_token: winner.refresh_token });
    assert.equal(next.status, 200);
    await post('/auth/refresh', { refresh_token });
    assert.equal((await post('/auth/refresh', { refresh_token: next.body.refresh_token })).status, 401);
  });

  describe('at the end of a session', () => {
    it('log out again and again', async () => {
      const { access_token, refresh_token } = await logIn();
      for (const body of [undefined, {}, { refresh_token }]) assert.equal((await post('/auth/logout', body, access_token)).status, 204);
      assert.equal((await post('/auth/logout', { refresh_token })).status, 204);
      assert.equal((await post('/auth/refresh', { refresh_token })).status, 401);
    });

    it('say what is missing', async () => {
      const refusals = await Promise.all([
        post('/auth/logout'),
        post('/auth/logout', undefined, 'x'),
        post('/auth/logout', { refresh_token: 'x' }),
      ]);
      assert.deepEqual(
        refusals.map(({ status, body }) => [status, body.code]),
        [
          [401, 'UNAUTHENTICATED'],
          [401, 'INVALID_TOKEN'],
          [401, 'INVALID_TOKEN'],
        ],
      );
      assert(refusals.every(({ headers }) => headers.get('www-authenticate')?.startsWith('Bearer')));
    });
  });

  it('take no refresh token for an access token', async () => {
    const { refresh_token } = await logIn();
    assert.equal(await me(refresh_token), 401);
  });
});
