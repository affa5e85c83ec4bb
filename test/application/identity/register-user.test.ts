import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PostgresStatements } from '#adapters/persistence/postgres-statements.ts';
import { SqliteStatements } from '#adapters/persistence/sqlite-statements.ts';
import { Busy, InvalidCredentials, UsernameTaken } from '#application/identity/errors.ts';
import { PasswordHasher } from '#application/identity/ports.ts';
import { RegisterUser } from '#application/identity/register-user.ts';
import { VerifyEmail } from '#application/identity/verify-email.ts';
import { InvalidInput } from '#application/shared/errors.ts';
import { EmailNotVerified } from '#domain/identity/errors.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { aPassword, IdentityHarness, unkeyed } from '#test/support/identity-harness.ts';

const HOUR = 3_600_000;

for (const kind of databases) {
  describe(`registering (${kind.name})`, () => {
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

    it('sends a link, and the account waits for it', async () => {
      const email = await identity.register('Ada', ' ADA@Example.org ');
      assert.deepEqual(
        identity.mails.map(({ to, subject }) => [to, subject]),
        [['ada@example.org', 'Confirm your mail address']],
      );
      assert.match(identity.mails[0]?.text ?? '', /Hello Ada.*\nhttp:\/\/localhost:8080\/verify-email\?token=[0-9a-f]{64}\n/s);
      await assert.rejects(identity.logIn(email), EmailNotVerified);
      await assert.rejects(identity.logIn(email, 'not the password'), InvalidCredentials);
    });

    it('keeps nothing that opens the account', async () => {
      await identity.register('ada');
      const rows = JSON.stringify(await database.reader.all('select * from registrations'), (_, value) =>
        String(value?.toString() ?? value),
      );
      assert(!rows.includes(identity.tokenFor('ada@example.org')));
      assert(!rows.includes(aPassword));
    });

    it('writes no mail address into the audit log', async () => {
      await identity.verified('ada');
      const rows = await database.reader.all('select action, subject, old_values, new_values from audit_log order by id');
      assert.deepEqual(
        rows.map((row) => row['action']),
        ['registration.requested', 'user.verified'],
      );
      assert.deepEqual(rows[1], {
        action: 'user.verified',
        subject: rows[0]?.['subject'],
        old_values: null,
        new_values: '{"username":"ada","role":"user"}',
      });
      assert(!JSON.stringify(rows).includes('@'));
    });

    for (const [field, command] of Object.entries({
      email: { email: 'ada@example', password: aPassword, username: 'ada' },
      password: { email: 'ada@example.org', password: 'a'.repeat(1024 * 1024), username: 'ada' },
      username: { email: 'ada@example.org', password: aPassword, username: 'ада' },
    })) {
      it(`refuses a bad ${field} before it hashes anything`, async () => {
        const hash = sinon.spy(identity.get(PasswordHasher), 'hash');
        await assert.rejects(identity.get(RegisterUser).execute({ ...command, once: unkeyed() }), (error) => {
          assert(error instanceof InvalidInput);
          assert.deepEqual(
            error.faults.map(({ pointer }) => pointer),
            [`/${field}`],
          );
          return true;
        });
        sinon.assert.notCalled(hash);
      });
    }

    it('tells the owner of a known address, and nobody else', async () => {
      await identity.verified('ada');
      await identity.register('eve', 'Ada@example.org');
      assert.equal(identity.mails.at(-1)?.to, 'ada@example.org');
      assert.equal(identity.mails.at(-1)?.subject, 'You have an account already');
      assert(!identity.mails.at(-1)?.text.includes('token='));
      await identity.logIn('ada@example.org');
    });

    it('does the same work for a known address as for any other', async () => {
      await identity.verified('ada');
      const passwords = identity.get(PasswordHasher);
      const work: unknown[] = [];
      for (const email of ['ada@example.org', 'new@example.org']) {
        const [hash, verify] = [sinon.spy(passwords, 'hash'), sinon.spy(passwords, 'verify')];
        const reads = sinon.spy(database.reader, 'all');
        const statements = sinon.spy((kind.name === 'sqlite' ? SqliteStatements : PostgresStatements).prototype, 'run');
        const jobs = identity.jobs.length;
        await identity.register(`name-of-${email.slice(0, 3)}`, email);
        work.push([hash, verify, reads, statements].map(({ callCount }) => callCount).concat(identity.jobs.length - jobs));
        sinon.restore();
      }
      assert.deepEqual(work[0], work[1]);
    });

    it('is good for one account when it is repeated before the link is opened', async () => {
      await identity.register('ada');
      await identity.register('ada');
      const newest = identity.tokenFor('ada@example.org');
      await identity.get(VerifyEmail).execute({ token: newest });
      await identity.logIn('ada@example.org');
    });

    it('brings to life what was registered with the link that is opened, whoever registered the address again', async () => {
      const email = await identity.register('ada');
      const own = identity.tokenFor(email);
      await identity.register('eve', email, 'the password of somebody else');
      await identity.get(VerifyEmail).execute({ token: own });
      assert.equal((await identity.logIn(email)).user.username, 'ada');
      await assert.rejects(identity.logIn(email, 'the password of somebody else'), InvalidCredentials);
    });

    it('sends one address no more than five mails an hour', async () => {
      for (let count = 0; count < 7; count++) await identity.register('ada');
      assert.equal(identity.mails.length, 5);
      identity.pass(HOUR);
      await identity.register('ada');
      assert.equal(identity.mails.length, 6);
    });

    describe('a user name', () => {
      it('belongs to one account, whatever the letter case', async () => {
        await identity.verified('Ada');
        await assert.rejects(identity.register('aDA', 'eve@example.org'), UsernameTaken);
      });

      it('is held for a registration until that expires', async () => {
        await identity.register('ada');
        await assert.rejects(identity.register('ada', 'eve@example.org'), UsernameTaken);
        identity.pass(24 * HOUR);
        await identity.register('ada', 'eve@example.org');
      });

      it('is held as well when a known address asked for it, so that asking tells nothing', async () => {
        await identity.verified('ada');
        await identity.register('probe', 'ada@example.org');
        await assert.rejects(identity.register('probe', 'eve@example.org'), UsernameTaken);
      });

      it('is not said to belong to an address, except to who knows the password', async () => {
        await identity.verified('ada');
        await assert.rejects(identity.register('ada', 'ada@example.org', 'not the password'), UsernameTaken);
        await identity.register('ada', 'ada@example.org', aPassword);
        assert.equal(identity.mails.at(-1)?.subject, 'You have an account already');
      });

      for (const [whose, username, answer] of [
        ['of the address', 'ada', 'refused'],
        ['of somebody else', 'eve', 'refused'],
        ['free', 'zoe', 'accepted'],
      ] as const) {
        it(`that is ${whose} is answered the same with a known address and with an unknown one`, async () => {
          for (const email of ['ada@example.org', 'nobody@example.org']) {
            await database.clear();
            await identity.verified('ada');
            await identity.verified('eve');
            const registering = identity.register(username, email, 'not the password');
            if (answer === 'refused') await assert.rejects(registering, UsernameTaken, email);
            else await registering;
          }
        });
      }

      it('is not said to belong to an address by who fills the line of those who try its password', async () => {
        await identity.verified('ada');
        const passwords = identity.get(PasswordHasher);
        const compared = Promise.withResolvers<void>();
        sinon.stub(passwords, 'verify').callsFake(async (_, hash) => {
          if (hash) await compared.promise;
          return { matches: false, outdated: false };
        });
        const line = Array.from({ length: 40 }, () => identity.logIn('ada@example.org', 'not the password'));
        const refused = Promise.allSettled(line);
        await assert.rejects(Promise.race(line), Busy);
        await assert.rejects(identity.register('ada', 'ada@example.org', 'not the password'), UsernameTaken);
        compared.resolve();
        await refused;
      });

      it('opens no way around the limit on wrong passwords', async () => {
        await identity.verified('ada');
        for (let guess = 0; guess < 10; guess++) {
          await assert.rejects(identity.register('ada', 'ada@example.org', `wrong guess ${guess}`), UsernameTaken);
        }
        const verify = sinon.spy(identity.get(PasswordHasher), 'verify');
        await assert.rejects(identity.register('ada', 'ada@example.org', aPassword), UsernameTaken);
        sinon.assert.calledOnce(verify);
        await assert.rejects(identity.logIn('ada@example.org'), /too many requests/);
      });
    });
  });
}
