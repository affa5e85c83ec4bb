import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Argon2PasswordHasher } from '#adapters/identity/argon2-password-hasher.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { Busy, InvalidCredentials } from '#application/identity/errors.ts';
import { Authenticator, PasswordHasher } from '#application/identity/ports.ts';
import { InvalidInput } from '#application/shared/errors.ts';
import { RateLimiter, TooManyRequests } from '#application/shared/rate-limit.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { IdentityHarness } from '#test/support/identity-harness.ts';

for (const kind of databases) {
  describe(`logging in (${kind.name})`, () => {
    let database: TestDatabase;
    let identity: IdentityHarness;
    before(async () => {
      database = await kind.open();
    });
    after(() => database.close());
    beforeEach(async () => {
      await database.clear();
      identity = await IdentityHarness.open(database);
    });
    afterEach(() => sinon.restore());

    it('opens a session with a token for now and one for later', async () => {
      const { id } = await identity.verified('ada');
      const { accessToken, refreshToken, expiresIn, user } = await identity.logIn(' ADA@example.org');
      assert.deepEqual(await identity.get(Authenticator).authenticate(accessToken), { userId: id, role: 'user' });
      assert.match(refreshToken, /^[0-9a-f]{64}$/);
      assert.equal(expiresIn, 900);
      assert.equal(user.id, id);
      assert.deepEqual((await identity.audited()).at(-1)?.[0], 'session.opened');
    });

    it('keeps nothing of a session that would open it', async () => {
      await identity.verified('ada');
      const { refreshToken, accessToken } = await identity.logIn('ada@example.org');
      const kept = [
        ...(await database.reader.all('select * from refresh_tokens')),
        ...(await database.reader.all('select * from sessions')),
      ];
      const text = kept.flatMap((row) => Object.values(row).map(String)).join();
      assert(!text.includes(refreshToken) && !text.includes(accessToken));
    });

    it('takes a password however the keyboard composes it', async () => {
      const email = await identity.register('ada', 'ada@example.org', 'cafe\u0301 fi\u0301n');
      await assert.rejects(identity.logIn(email, 'caf\u00e9 f\u00edn'), { code: 'EMAIL_NOT_VERIFIED' });
    });

    it('says the same of a wrong password and of an unknown address, after the same work', async () => {
      await identity.verified('ada');
      const work: unknown[] = [];
      for (const email of ['ada@example.org', 'nobody@example.org']) {
        const verify = sinon.spy(identity.get(PasswordHasher), 'verify');
        const reads = sinon.spy(identity.get(SqlReader), 'all');
        const writes = sinon.spy(database.writer, 'run');
        const error = await identity.logIn(email, 'not the password').catch((reason: unknown) => reason);
        assert(error instanceof InvalidCredentials);
        work.push([error.message, verify.callCount, reads.callCount, writes.callCount]);
        sinon.restore();
      }
      assert.deepEqual(work[0], work[1]);
    });

    it('remembers who could not be let in, and never by the address', async () => {
      const { id } = await identity.verified('ada');
      await assert.rejects(identity.logIn('ada@example.org', 'not the password'));
      await assert.rejects(identity.logIn('nobody@example.org', 'not the password'));
      assert.deepEqual((await identity.audited()).slice(-2), [
        ['login.failed', `user:${id}`],
        ['login.failed', null],
      ]);
    });

    for (const email of ['ada@example.org', 'nobody@example.org']) {
      it(`closes ${email} after ten wrong passwords, for fifteen minutes`, async () => {
        await identity.verified('ada');
        const guess = () => identity.logIn(email, 'not the password');
        for (let count = 0; count < 10; count++) await assert.rejects(guess(), InvalidCredentials);
        const verify = sinon.spy(identity.get(PasswordHasher), 'verify');
        await assert.rejects(guess(), (error) => error instanceof TooManyRequests && error.retryAfterSeconds === 900);
        await assert.rejects(identity.logIn(email), TooManyRequests);
        await assert.rejects(identity.logIn(email.toUpperCase()), TooManyRequests);
        sinon.assert.notCalled(verify);
        identity.pass(900_000);
        await assert.rejects(guess(), InvalidCredentials);
      });
    }

    it('counts wrong passwords alone', async () => {
      await identity.verified('ada');
      for (let count = 0; count < 12; count++) await identity.logIn('ada@example.org');
      sinon.stub(identity.get(PasswordHasher), 'verify').rejects(new Busy());
      for (let count = 0; count < 12; count++) await assert.rejects(identity.logIn('ada@example.org'), Busy);
    });

    it('lets no more than ten guesses through that are made at the same moment', async () => {
      await identity.verified('ada');
      const guesses = await Promise.allSettled(
        Array.from({ length: 30 }, (_, guess) => identity.logIn('ada@example.org', `wrong ${guess}`)),
      );
      const compared = guesses.filter((guess) => guess.status === 'rejected' && guess.reason instanceof InvalidCredentials);
      assert.equal(compared.length, 10);
    });

    it('lets in everybody who knows the password, however many come at the same moment', async () => {
      await identity.verified('ada');
      const logins = await Promise.all(Array.from({ length: 25 }, () => identity.logIn('ada@example.org')));
      assert.equal(new Set(logins.map(({ refreshToken }) => refreshToken)).size, 25);
    });

    it('lets the owner in among wrong guesses that are fewer than ten', async () => {
      await identity.verified('ada');
      const guesses = Array.from({ length: 9 }, (_, guess) => identity.logIn('ada@example.org', `wrong ${guess}`));
      const [owner, ...others] = await Promise.allSettled([identity.logIn('ada@example.org'), ...guesses]);
      assert.equal(owner.status, 'fulfilled');
      assert(others.every((other) => other.status === 'rejected' && other.reason instanceof InvalidCredentials));
      await identity.logIn('ada@example.org');
    });

    it('asks to come back in seconds when more try one address at the same moment than can wait', async () => {
      await identity.verified('ada');
      const passwords = identity.get(PasswordHasher);
      const verify = passwords.verify.bind(passwords);
      const allCame = Promise.withResolvers<void>();
      sinon.stub(passwords, 'verify').callsFake((password, hash) => allCame.promise.then(() => verify(password, hash)));
      const refused: unknown[] = [];
      const storm = Array.from({ length: 70 }, () =>
        identity.logIn('ada@example.org').catch((reason: unknown) => {
          if (refused.push(reason) === 39) allCame.resolve();
        }),
      );
      await Promise.all(storm);
      assert.equal(refused.length, 39);
      assert(refused.every((reason) => reason instanceof Busy && reason.retryAfterSeconds === 2));
      await identity.logIn('ada@example.org');
    });

    for (const [name, password] of Object.entries({
      'a NUL': 'password\0',
      'half a surrogate pair': 'password\udc00',
      'a megabyte': 'a'.repeat(2 ** 20),
    })) {
      it(`refuses a password with ${name} before it hashes anything`, async () => {
        const verify = sinon.spy(identity.get(PasswordHasher), 'verify');
        await assert.rejects(identity.logIn('ada@example.org', password), InvalidInput);
        sinon.assert.notCalled(verify);
      });
    }

    for (const [name, email] of Object.entries({
      'a NUL': 'ada\0@example.org',
      'a hundred kilobytes': `${'a'.repeat(100_000)}@example.org`,
    })) {
      it(`refuses an address with ${name} before it hashes or counts anything`, async () => {
        const verify = sinon.spy(identity.get(PasswordHasher), 'verify');
        const take = sinon.spy(identity.get(RateLimiter), 'take');
        await assert.rejects(identity.logIn(email), (error) => error instanceof InvalidInput && error.faults[0]?.pointer === '/email');
        sinon.assert.notCalled(verify);
        sinon.assert.notCalled(take);
      });
    }

    it('hashes the password anew once the old hash has become too weak', async () => {
      await identity.verified('ada');
      const hashOf = async () => (await database.reader.all('select password_hash from users'))[0]?.['password_hash'];
      assert.match(String(await hashOf()), /m=8,t=1,p=1/);
      const stronger = await IdentityHarness.open(database);
      await stronger.replace(PasswordHasher, new Argon2PasswordHasher({ memoryKib: 16, passes: 2 }));
      await assert.rejects(stronger.logIn('ada@example.org', 'not the password'), InvalidCredentials);
      assert.match(String(await hashOf()), /m=8,t=1,p=1/);
      await stronger.logIn('ada@example.org');
      const renewed = await hashOf();
      assert.match(String(renewed), /m=16,t=2,p=1/);
      await stronger.logIn('ada@example.org');
      assert.equal(await hashOf(), renewed);
    });

    it('lets nobody in whose password changed while it was compared', async () => {
      await identity.verified('ada');
      const passwords = identity.get(PasswordHasher);
      sinon.stub(passwords, 'verify').callsFake(async () => {
        await database.unitOfWork.run(() => database.writer.run(`update users set password_hash = 'another'`));
        return { matches: true, outdated: false };
      });
      await assert.rejects(identity.logIn('ada@example.org'), InvalidCredentials);
      assert.deepEqual(await database.reader.all('select id from sessions'), []);
    });
  });
}
