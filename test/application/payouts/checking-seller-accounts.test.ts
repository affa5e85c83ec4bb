import assert from 'node:assert/strict';
import sinon from 'sinon';
import { CheckSellerAccounts } from '#application/payouts/check-seller-accounts.ts';
import { OnboardSeller } from '#application/payouts/onboard-seller.ts';
import type { ProviderAccount } from '#application/payouts/transfer-service.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { MILA, PayoutHarness } from '#test/support/payout-harness.ts';

const HOUR = 3_600_000;
const actor = { userId: MILA, role: 'creator' } as const;

for (const kind of databases) {
  describe(`accounts of sellers of whose changes no notice ever came, on ${kind.name}`, () => {
    let database: TestDatabase;
    let payouts: PayoutHarness;
    before(async () => {
      database = await kind.open();
    });
    beforeEach(async () => {
      payouts = await new PayoutHarness(database, { SANDBOX_ONBOARDING: 'manual' }).open();
      await payouts.get(OnboardSeller).execute({ actor });
      payouts.clock.tick(1);
    });
    afterEach(async () => {
      await payouts.close();
      await database.clear();
    });
    after(() => database.close());

    const check = (options?: { all: boolean }) => payouts.get(CheckSellerAccounts).round(options);
    const statusNow = async () => (await database.reader.all('select status from seller_accounts'))[0]?.['status'];

    it('are asked about again after a while, and at once when an operator wants everything looked at', async () => {
      payouts.sandbox.control.setAccount(await payouts.accountOf(MILA), 'active');
      assert.deepEqual([await check(), await statusNow()], [0, 'pending']);
      assert.deepEqual([await check({ all: true }), await statusNow()], [1, 'active']);
    });

    it('are asked about again until they can pay out, though they receive already', async () => {
      const { service } = payouts.sandbox;
      const receiving: ProviderAccount = {
        accountId: await payouts.accountOf(MILA),
        status: 'active',
        payoutsEnabled: false,
        requirementsDue: [],
      };
      const read = sinon.stub(service, 'getAccount').resolves(receiving);
      await check({ all: true });
      read.resolves({ ...receiving, payoutsEnabled: true });
      payouts.clock.tick(2 * HOUR);
      assert.equal(await check(), 1);
      assert.equal((await database.reader.all('select payouts_enabled from seller_accounts where payouts_enabled')).length, 1);
    });

    it('are found restricted the day after, though they were active', async () => {
      await payouts.setAccount(MILA, 'active');
      payouts.sandbox.control.setAccount(await payouts.accountOf(MILA), 'restricted');
      payouts.clock.tick(25 * HOUR);
      assert.deepEqual([await check(), await statusNow()], [1, 'restricted']);
    });

    it('are found restricted when an operator wants everything looked at, though they were active', async () => {
      await payouts.setAccount(MILA, 'active');
      payouts.sandbox.control.setAccount(await payouts.accountOf(MILA), 'restricted');
      payouts.clock.tick(2 * HOUR);
      assert.deepEqual([await check(), await statusNow()], [0, 'active']);
      assert.deepEqual([await check({ all: true }), await statusNow()], [1, 'restricted']);
    });
  });
}
