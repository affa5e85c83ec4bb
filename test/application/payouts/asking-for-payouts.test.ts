import assert from 'node:assert/strict';
import { Ledger } from '#application/ledger/ports.ts';
import { SellerSettlements } from '#application/marketplace/ports.ts';
import { RequestPayout } from '#application/payouts/request-payout.ts';
import { accounts, LedgerTransaction } from '#domain/ledger/ledger-transaction.ts';
import { Money } from '#domain/shared/money.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { MILA, PayoutHarness } from '#test/support/payout-harness.ts';
import { once } from '#test/support/shop.ts';

const HOUR = 3_600_000;
const actor = { userId: MILA, role: 'creator' } as const;

for (const kind of databases) {
  describe(`asking for a payout on ${kind.name}`, () => {
    let database: TestDatabase;
    let payouts: PayoutHarness;
    before(async () => {
      database = await kind.open();
    });
    beforeEach(async () => {
      payouts = await new PayoutHarness(database).open();
      await payouts.sell({ [MILA]: 900 });
      await payouts.work();
    });
    afterEach(async () => {
      assert.deepEqual((await payouts.audit()).faults, []);
      await payouts.close();
      await database.clear();
    });
    after(() => database.close());

    const sellInDollars = async (cents: bigint) => {
      const [orderId, at] = [payouts.ids.next(), payouts.clock.now()];
      const entries = [
        { account: accounts.psp('sandbox', 'USD'), amount: cents, currency: 'USD' },
        { account: accounts.payable(MILA), amount: -cents, currency: 'USD' },
      ];
      await database.unitOfWork.run(async () => {
        await payouts
          .get(Ledger)
          .post(new LedgerTransaction({ id: payouts.ids.next(), kind: 'sale', subjectId: orderId, orderId, at, entries }));
        await payouts.get(SellerSettlements).open(orderId, [{ sellerId: MILA, amount: Money.of(cents, 'USD') }], at);
      });
      await payouts.work();
    };
    const ask = (currency?: string) => payouts.get(RequestPayout).execute({ actor, currency, once: once() });

    it('gets the last cent', async () => {
      assert.equal((await payouts.requestPayout(MILA, 900)).status, 'in_transit');
      assert.equal(await payouts.atProvider(MILA), 0n);
    });

    it('is answered with the same payout when it was cut off and comes again', async () => {
      const request = once<never>();
      const first = await payouts.get(RequestPayout).execute({ actor, amount: 400n, once: request });
      const again = await payouts.get(RequestPayout).execute({ actor, amount: 400n, once: request });
      assert.equal(again.id, first.id);
      assert.deepEqual(
        request.finished.map((answer) => (answer as { id: string }).id),
        [first.id, first.id],
      );
      assert.equal(await payouts.atProvider(MILA), 500n);
    });

    it('has to name a currency where there is something in several, and gets that one only', async () => {
      await sellInDollars(700n);
      await assert.rejects(ask(), ({ code, faults }) => code === 'VALIDATION_FAILED' && faults[0].pointer === '/amount');
      assert.deepEqual((await ask('USD')).amount, Money.of(700n, 'USD'));
      await payouts.pass(HOUR);
      assert.deepEqual((await ask()).amount, Money.of(900n, 'EUR'));
    });
  });
}
