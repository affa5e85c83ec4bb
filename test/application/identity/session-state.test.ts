import assert from 'node:assert/strict';
import { CreateAdmin } from '#application/identity/create-admin.ts';
import { UsernameTaken } from '#application/identity/errors.ts';
import { GetMe } from '#application/identity/get-me.ts';
import type { LoggedIn } from '#application/identity/log-in.ts';
import { LogOut } from '#application/identity/log-out.ts';
import { Authenticator } from '#application/identity/ports.ts';
import { RefreshSession } from '#application/identity/refresh-session.ts';
import { UpgradeCreator } from '#application/identity/upgrade-creator.ts';
import type { Actor } from '#application/shared/actor.ts';
import { InvalidInput, NotFound } from '#application/shared/errors.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { IdentityHarness } from '#test/support/identity-harness.ts';

for (const kind of databases) {
  describe(`an account in use (${kind.name})`, () => {
    let database: TestDatabase;
    let identity: IdentityHarness;
    let ada: LoggedIn;
    let actor: Actor;
    before(async () => {
      database = await kind.open();
    });
    after(() => database.close());
    beforeEach(async () => {
      await database.clear();
      identity = await IdentityHarness.open(database);
      await identity.verified('ada');
      ada = await identity.logIn('ada@example.org');
      actor = { userId: ada.user.id, role: ada.user.role };
    });

    const authenticate = (token: string) => identity.get(Authenticator).authenticate(token);
    const write = (sql: string) => database.unitOfWork.run(() => database.writer.run(sql));
    const logOut = (accessToken: string | null, refreshToken: string | null = null) =>
      identity.get(LogOut).execute({ accessToken, refreshToken });

    it('is told who it is', async () => {
      assert.deepEqual(await identity.get(GetMe).execute({ actor }), ada.user);
      await assert.rejects(identity.get(GetMe).execute({ actor: { ...actor, userId: '01890000-0000-7000-8000-000000000000' } }), NotFound);
    });

    it('becomes a creator at once, and once', async () => {
      const upgrade = () => identity.get(UpgradeCreator).execute({ actor });
      const before = ada.user;
      assert.deepEqual(await upgrade(), { user: { ...before, role: 'creator' }, alreadyElevated: false });
      assert.deepEqual(await authenticate(ada.accessToken), { userId: before.id, role: 'creator' });
      assert.deepEqual(await upgrade(), { user: { ...before, role: 'creator' }, alreadyElevated: true });
      const [entry] = await database.reader.all(`select old_values, new_values from audit_log where action = 'user.upgraded'`);
      assert.deepEqual({ ...entry }, { old_values: '{"role":"user"}', new_values: '{"role":"creator"}' });
    });

    it('is logged out at once, by the access token', async () => {
      assert.equal(await logOut(ada.accessToken), true);
      assert.equal(await authenticate(ada.accessToken), null);
      await assert.rejects(identity.get(RefreshSession).execute({ refreshToken: ada.refreshToken }), { code: 'INVALID_REFRESH_TOKEN' });
      assert.equal((await identity.audited()).at(-1)?.[0], 'session.closed');
    });

    it('is logged out at once, by the refresh token', async () => {
      assert.equal(await logOut(null, ada.refreshToken), true);
      assert.equal(await authenticate(ada.accessToken), null);
    });

    it('may be logged out again and again', async () => {
      for (let count = 0; count < 3; count++) assert.equal(await logOut(ada.accessToken, ada.refreshToken), true);
      assert.equal((await identity.audited()).filter(([action]) => action === 'session.closed').length, 1);
    });

    it('is logged out of that session alone', async () => {
      const other = await identity.logIn('ada@example.org');
      await logOut(ada.accessToken);
      assert.notEqual(await authenticate(other.accessToken), null);
    });

    it('is not logged out by what is no token of ours', async () => {
      for (const [access, refresh] of [
        [null, null],
        ['x', null],
        [null, 'x'],
        [ada.refreshToken, ada.accessToken],
      ] as const) {
        assert.equal(await logOut(access, refresh), false);
      }
      assert.notEqual(await authenticate(ada.accessToken), null);
    });

    it('loses a role, and with the account every right, at once', async () => {
      await identity.get(UpgradeCreator).execute({ actor });
      await write(`update users set role = 'user'`);
      assert.equal((await authenticate(ada.accessToken))?.role, 'user');
      await write('delete from users');
      assert.equal(await authenticate(ada.accessToken), null);
    });

    it('has an access token that expires, whatever the session does', async () => {
      identity.pass(899_999);
      assert.notEqual(await authenticate(ada.accessToken), null);
      identity.pass(1);
      assert.equal(await authenticate(ada.accessToken), null);
    });

    describe('of an administrator', () => {
      const create = (email: string, username = 'boss') => identity.get(CreateAdmin).execute({ email, username });

      it('is made with a password that is said once and works', async () => {
        const { user, password } = await create(' Boss@Example.org');
        assert.deepEqual([user.email, user.role, user.isVerified], ['boss@example.org', 'admin', true]);
        assert.equal((await identity.logIn('boss@example.org', password ?? '')).user.id, user.id);
        assert.equal((await identity.audited()).at(-2)?.[0], 'user.created');
      });

      it('is made of an existing one, whose password stays', async () => {
        const { user, password } = await create('ada@example.org');
        assert.deepEqual([user.id, user.role, password], [ada.user.id, 'admin', null]);
        assert.equal((await authenticate(ada.accessToken))?.role, 'admin');
        await create('ada@example.org');
        assert.equal((await identity.audited()).filter(([action]) => action === 'user.promoted').length, 1);
      });

      it('is not made with a name that is taken, or with bad fields', async () => {
        await assert.rejects(create('boss@example.org', 'ADA'), UsernameTaken);
        await assert.rejects(create('boss', 'b'), (error) => error instanceof InvalidInput && error.faults.length === 2);
      });
    });
  });
}
