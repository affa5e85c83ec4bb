import assert from 'node:assert/strict';
import { InvalidRefreshToken } from '#application/identity/errors.ts';
import { ForgetExpired } from '#application/identity/forget-expired.ts';
import type { LoggedIn } from '#application/identity/log-in.ts';
import { Authenticator, RaceWindow } from '#application/identity/ports.ts';
import { RefreshSession } from '#application/identity/refresh-session.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { IdentityHarness } from '#test/support/identity-harness.ts';

const DAY = 86_400_000;

for (const kind of databases) {
  describe(`refreshing a session (${kind.name})`, () => {
    let database: TestDatabase;
    let identity: IdentityHarness;
    let first: LoggedIn;
    before(async () => {
      database = await kind.open();
    });
    after(() => database.close());
    beforeEach(async () => {
      await database.clear();
      identity = await IdentityHarness.open(database);
      await identity.verified('ada');
      first = await identity.logIn('ada@example.org');
    });

    const refresh = (refreshToken: string) => identity.get(RefreshSession).execute({ refreshToken });
    const actor = (accessToken: string) => identity.get(Authenticator).authenticate(accessToken);
    const statuses = async () => (await database.reader.all('select status from sessions order by id')).map(({ status }) => status);

    it('gives another pair for the same session', async () => {
      identity.pass(1000);
      const second = await refresh(first.refreshToken);
      assert.notEqual(second.refreshToken, first.refreshToken);
      assert.notEqual(second.accessToken, first.accessToken);
      assert.deepEqual(second.user, first.user);
      assert.deepEqual(await actor(second.accessToken), { userId: first.user.id, role: 'user' });
      assert.deepEqual(await statuses(), ['live']);
    });

    it('goes on for as long as the login is good, and not longer', async () => {
      let { refreshToken } = first;
      for (let day = 0; day < 29; day++) {
        identity.pass(DAY);
        ({ refreshToken } = await refresh(refreshToken));
      }
      identity.pass(DAY);
      await assert.rejects(refresh(refreshToken), InvalidRefreshToken);
    });

    it('ends the session of a token that is used again, and tells the owner', async () => {
      const second = await refresh(first.refreshToken);
      identity.pass(1);
      const third = await refresh(second.refreshToken);
      identity.pass(1);
      await assert.rejects(refresh(first.refreshToken), InvalidRefreshToken);
      await assert.rejects(refresh(third.refreshToken), InvalidRefreshToken);
      for (const { accessToken } of [first, second, third]) assert.equal(await actor(accessToken), null);
      assert.deepEqual(await statuses(), ['revoked']);
      assert.equal((await identity.audited()).at(-1)?.[0], 'session.revoked');
      assert.deepEqual(
        identity.mails.slice(1).map(({ to, subject }) => [to, subject]),
        [['ada@example.org', 'One of your sessions was ended']],
      );
    });

    it('ends it also when the token is used again at once', async () => {
      const second = await refresh(first.refreshToken);
      await assert.rejects(refresh(first.refreshToken), InvalidRefreshToken);
      await assert.rejects(refresh(second.refreshToken), InvalidRefreshToken);
    });

    it('ends no other session of the same user', async () => {
      const other = await identity.logIn('ada@example.org');
      await refresh(first.refreshToken);
      await assert.rejects(refresh(first.refreshToken), InvalidRefreshToken);
      await refresh(other.refreshToken);
      assert.deepEqual(await statuses(), ['revoked', 'live']);
    });

    it('succeeds for one of many requests that are under way together, and the session lives on', async () => {
      await identity.warmUp(5);
      let arrived = 0;
      const racing = await IdentityHarness.open(database);
      await racing.replace(RaceWindow, {
        pass: async () => {
          arrived++;
          while (arrived < 5) await new Promise(setImmediate);
          racing.now = new Date(identity.now.getTime() + 100);
        },
      });
      const race = () => racing.get(RefreshSession).execute({ refreshToken: first.refreshToken });
      const outcomes = await Promise.allSettled(Array.from({ length: 5 }, race));
      const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      const losers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      assert.equal(winners.length, 1);
      assert(losers.every((reason) => reason instanceof InvalidRefreshToken));
      identity.pass(100);
      await refresh(winners[0]?.refreshToken ?? '');
      assert.deepEqual(await statuses(), ['live']);
    });

    it('refuses what is no refresh token of ours', async () => {
      for (const token of ['', 'x', first.accessToken]) await assert.rejects(refresh(token), InvalidRefreshToken);
      assert.deepEqual(await statuses(), ['live']);
    });

    it('ends with the account', async () => {
      await database.unitOfWork.run(() => database.writer.run('delete from users'));
      await assert.rejects(refresh(first.refreshToken), InvalidRefreshToken);
    });

    it('leaves nothing behind a week after the session has expired', async () => {
      identity.pass(37 * DAY);
      await identity.get(ForgetExpired).execute();
      assert.equal((await database.reader.all('select digest from refresh_tokens')).length, 1);
      identity.pass(1);
      await identity.get(ForgetExpired).execute();
      assert.deepEqual(await database.reader.all('select digest from refresh_tokens'), []);
      assert.deepEqual(await statuses(), []);
    });
  });
}
