import assert from 'node:assert/strict';
import { InvalidVerificationToken, UsernameTaken } from '#application/identity/errors.ts';
import { ForgetExpired } from '#application/identity/forget-expired.ts';
import { RequestVerificationMail } from '#application/identity/request-verification-mail.ts';
import { VerifyEmail } from '#application/identity/verify-email.ts';
import { InvalidInput } from '#application/shared/errors.ts';
import { VerificationTokenExpired, VerificationTokenUsed } from '#domain/identity/errors.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { IdentityHarness, unkeyed } from '#test/support/identity-harness.ts';

const HOUR = 3_600_000;

for (const kind of databases) {
  describe(`verifying a mail address (${kind.name})`, () => {
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

    const verify = (token: string) => identity.get(VerifyEmail).execute({ token });
    const askForMail = async (email: string) => {
      await identity.get(RequestVerificationMail).execute({ email, once: unkeyed() });
      await identity.runJobs();
    };

    it('makes the user', async () => {
      await identity.register('Ada');
      identity.pass(1234);
      const { id, ...user } = await verify(identity.tokenFor('ada@example.org'));
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      assert.deepEqual(user, { email: 'ada@example.org', username: 'Ada', role: 'user', isVerified: true, createdAt: identity.now });
    });

    it('works once', async () => {
      await identity.register('ada');
      const token = identity.tokenFor('ada@example.org');
      await verify(token);
      await assert.rejects(verify(token), VerificationTokenUsed);
    });

    it('works once when the link is opened many times at the same moment', async () => {
      await identity.register('ada');
      const token = identity.tokenFor('ada@example.org');
      await identity.warmUp(6);
      const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => verify(token)));
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      assert.equal(refused.length, 5);
      assert(refused.every(({ reason }) => reason instanceof VerificationTokenUsed));
      assert.deepEqual(await database.reader.all('select username from users'), [{ username: 'ada' }]);
    });

    it('works for one of two links to an address that are opened at the same moment', async () => {
      await identity.register('ada');
      const first = identity.tokenFor('ada@example.org');
      await identity.register('ada');
      const second = identity.tokenFor('ada@example.org');
      await identity.warmUp(2);
      const outcomes = await Promise.allSettled([verify(first), verify(second)]);
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      assert.equal((await database.reader.all('select id from users')).length, 1);
    });

    it('does not work for another link once the address is verified', async () => {
      await identity.register('ada');
      const first = identity.tokenFor('ada@example.org');
      await identity.register('ada');
      await verify(identity.tokenFor('ada@example.org'));
      await assert.rejects(verify(first), VerificationTokenUsed);
    });

    it('does not work a day later', async () => {
      await identity.register('ada');
      identity.pass(24 * HOUR);
      await assert.rejects(verify(identity.tokenFor('ada@example.org')), VerificationTokenExpired);
    });

    it('does not work with anything that was not sent', async () => {
      await identity.register('ada');
      for (const token of ['', 'x', `${identity.tokenFor('ada@example.org')}x`])
        await assert.rejects(verify(token), InvalidVerificationToken);
    });

    it('gives a name to who was verified first, when two got past each other with it', async () => {
      await identity.register('ada');
      const token = identity.tokenFor('ada@example.org');
      await identity.verified('eve');
      await database.unitOfWork.run(() => database.writer.run(`update users set username_key = 'ada' where username = 'eve'`));
      await assert.rejects(verify(token), UsernameTaken);
    });

    describe('with another mail', () => {
      it('works with the old link and the new one alike', async () => {
        await identity.register('ada');
        await askForMail('Ada@Example.org');
        assert.equal(identity.mails.length, 2);
        await verify(identity.tokenFor('ada@example.org'));
        await identity.logIn('ada@example.org');
      });

      it('sends nothing to who is verified, or unknown, or let the registration expire', async () => {
        await identity.verified('ada');
        await identity.register('eve');
        identity.pass(24 * HOUR);
        for (const email of ['ada@example.org', 'eve@example.org', 'nobody@example.org']) await askForMail(email);
        assert.equal(identity.mails.length, 2);
      });

      it('does the same for every address before it answers', async () => {
        await identity.verified('ada');
        for (const email of ['ada@example.org', 'nobody@example.org'])
          await identity.get(RequestVerificationMail).execute({ email, once: unkeyed() });
        assert.deepEqual(
          identity.jobs.slice(1).map(({ name, payload }) => [name, payload]),
          [
            ['resend-verification', { email: 'ada@example.org' }],
            ['resend-verification', { email: 'nobody@example.org' }],
          ],
        );
      });

      it('sends no more than five mails an hour', async () => {
        await identity.register('ada');
        for (let count = 0; count < 6; count++) await askForMail('ada@example.org');
        assert.equal(identity.mails.length, 5);
      });

      it('refuses what is no address', async () => {
        await assert.rejects(identity.get(RequestVerificationMail).execute({ email: 'ada', once: unkeyed() }), InvalidInput);
      });
    });

    it('is forgotten a week after the link has expired', async () => {
      await identity.register('ada');
      const token = identity.tokenFor('ada@example.org');
      identity.pass(8 * 24 * HOUR);
      await identity.get(ForgetExpired).execute();
      await assert.rejects(verify(token), VerificationTokenExpired);
      identity.pass(1);
      await identity.get(ForgetExpired).execute();
      assert.deepEqual(await database.reader.all('select email from registrations'), []);
    });
  });
}
