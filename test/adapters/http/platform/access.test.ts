import assert from 'node:assert/strict';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { type Access, type Route, route } from '#adapters/http/route.ts';
import type { Actor } from '#application/shared/actor.ts';
import { roles } from '#domain/shared/role.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';

const who = { 200: { description: 'Who asked', schema: z.object({ id: z.string().nullable() }) } };
const common = { method: 'post', tag: 'test', summary: 'A test', answers: who, body: z.object({ n: z.int() }) } as const;

const routes: Route[] = [
  route({ ...common, path: '/public', access: 'public', handle: async () => answer(200, { id: null }) }),
  route({ ...common, path: '/optional', access: 'optional', handle: async ({ actor }) => answer(200, { id: actor?.userId ?? null }) }),
  route({ ...common, path: '/user', access: 'user', handle: async ({ actor }) => answer(200, { id: actor.userId }) }),
  route({ ...common, path: '/creator', access: 'creator', handle: async ({ actor }) => answer(200, { id: actor.userId }) }),
  route({ ...common, path: '/admin', access: 'admin', handle: async ({ actor }) => answer(200, { id: actor.userId }) }),
];
const actors = Object.fromEntries(roles.map((role): [string, Actor] => [`token-of-${role}`, { userId: role, role }]));

describe('who may ask', () => {
  let server: TestServer;
  before(async () => {
    server = await startHttpServer(routes, { actors });
  });
  after(() => server.close());

  const ask = (access: Access, authorization?: string, body: unknown = { n: 1 }) =>
    server.send('POST', `/api/v1/${access}`, body, authorization === undefined ? {} : { authorization });

  const allowed: Record<Access, readonly string[]> = {
    public: roles,
    optional: roles,
    user: roles,
    creator: ['creator', 'admin'],
    admin: ['admin'],
  };
  for (const access of ['public', 'optional', 'user', 'creator', 'admin'] as const) {
    for (const role of roles) {
      const may = allowed[access].includes(role);
      it(`${may ? 'lets' : 'does not let'} a ${role} in where the access is ${access}`, async () => {
        const answered = await ask(access, `Bearer token-of-${role}`);
        if (may) assert.deepEqual(await answered.json(), { id: access === 'public' ? null : role });
        else assert.deepEqual([answered.status, z.looseObject({ code: z.string() }).parse(await answered.json()).code], [403, 'FORBIDDEN']);
      });
    }
  }

  it('asks nothing of anybody where the access is public or optional', async () => {
    assert.equal((await ask('public')).status, 200);
    assert.deepEqual(await (await ask('optional')).json(), { id: null });
  });

  it('says how to be let in', async () => {
    const answered = await ask('user');
    assert.equal(answered.status, 401);
    assert.equal(answered.headers.get('www-authenticate'), 'Bearer realm="veza"');
    assert.equal(z.looseObject({ code: z.string() }).parse(await answered.json()).code, 'UNAUTHENTICATED');
  });

  for (const authorization of ['Bearer nobody', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'token-of-user', 'Bearer a b', '']) {
    for (const access of ['optional', 'user'] as const) {
      it(`refuses "${authorization}" where the access is ${access}`, async () => {
        const answered = await ask(access, authorization);
        assert.equal(answered.status, 401);
        assert.equal(answered.headers.get('www-authenticate'), 'Bearer realm="veza", error="invalid_token"');
        assert.equal(z.looseObject({ code: z.string() }).parse(await answered.json()).code, 'INVALID_TOKEN');
      });
    }
  }

  it('takes the scheme in any case', async () => {
    assert.equal((await ask('user', 'bearer token-of-user')).status, 200);
  });

  it('tells nothing of a request to one who may not make it', async () => {
    assert.equal((await ask('user', undefined, { wrong: true })).status, 401);
    assert.equal((await ask('admin', 'Bearer token-of-user', { wrong: true })).status, 403);
    assert.equal((await ask('admin', 'Bearer token-of-admin', { wrong: true })).status, 422);
  });
});
