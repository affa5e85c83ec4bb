import assert from 'node:assert/strict';
import { ConsoleSessions } from '#adapters/http/console/console-sessions.ts';
import { isSameOrigin } from '#adapters/http/console/same-origin.ts';
import type { Actor } from '#application/shared/actor.ts';
import { Forbidden } from '#application/shared/errors.ts';

const claims = { userId: 'u-1', sessionId: 's-1' };
const admin: Actor = { userId: 'u-1', role: 'admin' };

function sessions({ actor = admin as Actor | null, secure = true } = {}): ConsoleSessions {
  return new ConsoleSessions({
    accessTokens: {
      lifetimeSeconds: 900,
      issue: async ({ sessionId }) => `renewed-${sessionId}`,
      read: async (token) => (token === 'good' ? claims : null),
      publicKeys: () => [],
    },
    accounts: {
      credentialsOf: async () => null,
      isNameHeld: async () => false,
      describe: async () => null,
      actorOf: async () => actor,
    },
    clock: { now: () => new Date('2026-03-01T12:00:00Z') },
    settings: { formKey: Buffer.alloc(32, 7), secure },
  });
}

describe('the session of an operator', () => {
  it('is kept where no other host and no plain connection comes to it, in production', () => {
    assert.equal(sessions().cookie('t'), '__Host-veza_admin=t; Path=/; Max-Age=900; HttpOnly; SameSite=Strict; Secure');
    assert.equal(sessions({ secure: false }).cookie('t'), 'veza_admin=t; Path=/; Max-Age=900; HttpOnly; SameSite=Strict');
    assert.match(sessions().endedCookie, /^__Host-veza_admin=; .*Max-Age=0/);
  });

  it('is found among other cookies, and renewed while somebody looks', async () => {
    const found = await sessions().read({ cookie: 'a=b; __Host-veza_admin=good; c=d' });
    assert.deepEqual([found?.userId, found?.accessToken], ['u-1', 'renewed-s-1']);
  });

  it('is none without a good token, or once it has ended', async () => {
    for (const cookie of [undefined, '', '__Host-veza_admin=', '__Host-veza_admin=bad', 'veza_admin=good', 'x__Host-veza_admin=good'])
      assert.equal(await sessions().read(cookie === undefined ? {} : { cookie }), null, String(cookie));
    const good = { cookie: '__Host-veza_admin=good' };
    assert.equal(await sessions({ actor: null }).read(good), null);
    assert.equal(await sessions({ actor: { userId: 'u-2', role: 'admin' } }).read(good), null);
  });

  it('is for administrators alone', async () => {
    for (const role of ['user', 'creator'] as const)
      await assert.rejects(sessions({ actor: { userId: 'u-1', role } }).read({ cookie: '__Host-veza_admin=good' }), Forbidden);
  });

  it('tells forms that were made for it from others', async () => {
    const own = sessions();
    const operator = (await own.read({ cookie: '__Host-veza_admin=good' })) ?? assert.fail();
    assert.equal(own.isGenuine(operator, operator.formToken), true);
    for (const other of ['', operator.formToken.slice(1), `${operator.formToken}x`, operator.formToken.replace(/./, '_')])
      assert.equal(own.isGenuine(operator, other), false, other);
  });
});

describe('where a form was posted', () => {
  const publicUrl = 'https://veza.example/music';
  const cases: [expected: boolean, headers: Record<string, string>][] = [
    [true, { 'sec-fetch-site': 'same-origin', origin: 'https://veza.example' }],
    [true, { origin: 'https://veza.example', host: '10.0.0.1:8080' }],
    [true, { origin: 'http://10.0.0.1:8080', host: '10.0.0.1:8080' }],
    [false, { 'sec-fetch-site': 'same-site', origin: 'https://veza.example' }],
    [false, { 'sec-fetch-site': 'cross-site' }],
    [false, { 'sec-fetch-site': 'none' }],
    [false, { origin: 'https://evil.example', host: 'veza.example' }],
    [false, { origin: 'http://veza.example', host: '10.0.0.1:8080' }],
    [false, { origin: 'null', host: 'null' }],
    [false, { host: 'veza.example' }],
  ];
  for (const [expected, headers] of cases)
    it(`is ${expected ? 'here' : 'elsewhere'} with ${JSON.stringify(headers)}`, () =>
      assert.equal(isSameOrigin(headers, publicUrl), expected));
});
