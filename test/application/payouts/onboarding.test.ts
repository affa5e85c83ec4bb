import assert from 'node:assert/strict';
import sinon from 'sinon';
import { OnboardSeller } from '#application/payouts/onboard-seller.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const actor = { userId: MILA, role: 'creator' } as const;

for (const kind of databases) {
  describe(`the onboarding of a seller on ${kind.name}`, () => {
    let database: TestDatabase;
    let payouts: PayoutHarness;
    before(async () => {
      database = await kind.open();
    });
    beforeEach(async () => {
      payouts = await new PayoutHarness(database, { SANDBOX_ONBOARDING: 'manual' }).open();
    });
    afterEach(async () => {
      sinon.restore();
      await payouts.close();
      await database.clear();
    });
    after(() => database.close());

    const onboard = () => payouts.get(OnboardSeller).execute({ actor });

    it('reads the account when the seller comes back, and leads on for as long as something is due', async () => {
      const link = sinon.spy(payouts.sandbox.service, 'createOnboardingLink');
      await onboard();
      const account = await payouts.sandbox.service.getAccount(await payouts.accountOf(MILA));
      assert.ok(account);
      const read = sinon.stub(payouts.sandbox.service, 'getAccount');
      read.resolves({ ...account, status: 'active', requirementsDue: ['tax_id'] });
      const { account: due, url } = await onboard();
      assert.deepEqual([due.status, due.requirementsDue, typeof url], ['active', ['tax_id'], 'string']);
      read.resolves({ ...account, status: 'active', requirementsDue: [] });
      assert.equal((await onboard()).url, null);
      assert.equal(link.callCount, 2);
    });

    it('leads back to where the seller wants, else to our own page', async () => {
      const link = sinon.spy(payouts.sandbox.service, 'createOnboardingLink');
      await onboard();
      await payouts.get(OnboardSeller).execute({ actor, returnUrl: 'https://seller.example/done' });
      await payouts
        .get(OnboardSeller)
        .execute({ actor, returnUrl: 'https://seller.example/done', refreshUrl: 'https://seller.example/again' });
      const [own, wanted, both] = link.getCalls().map(({ args }) => args.at(-1) as unknown as { returnUrl: string; refreshUrl: string });
      assert.match(own?.returnUrl ?? '', /^http/);
      assert.equal(own?.refreshUrl, own?.returnUrl);
      assert.deepEqual(wanted, { returnUrl: 'https://seller.example/done', refreshUrl: 'https://seller.example/done' });
      assert.deepEqual(both, { returnUrl: 'https://seller.example/done', refreshUrl: 'https://seller.example/again' });
    });

    it('can be tried again when the provider cannot be reached', async () => {
      payouts.sandbox.control.disturb('read', 'lose');
      await assert.rejects(onboard(), { code: 'TRANSFER_SERVICE_FAILED' });
      assert.equal((await onboard()).account.status, 'pending');
    });

    it('is for creators', async () =>
      assert.rejects(payouts.get(OnboardSeller).execute({ actor: { userId: MILA, role: 'user' } }), { code: 'FORBIDDEN' }));

    it('gets an account after a clear no, which the provider would repeat for the same key', async () => {
      payouts.sandbox.control.disturb('createAccount', 'decline');
      await assert.rejects(onboard(), { code: 'TRANSFER_SERVICE_FAILED' });
      assert.deepEqual(payouts.errors, ['seller_account_not_opened']);
      assert.equal((await onboard()).account.status, 'pending');
    });
  });
}
