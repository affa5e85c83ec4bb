import assert from 'node:assert/strict';
import { Ledger } from '#application/ledger/ports.ts';
import { BackfillTransferIds } from '#application/payouts/backfill-transfer-ids.ts';
import { accounts, LedgerTransaction } from '#domain/ledger/ledger-transaction.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { MILA, PayoutHarness } from '#test/support/payout-harness.ts';

for (const kind of databases) {
  describe(`operating payouts on ${kind.name}`, () => {
    let database: TestDatabase;
    let payouts: PayoutHarness;
    before(async () => {
      database = await kind.open();
    });
    beforeEach(async () => {
      payouts = await new PayoutHarness(database).open();
    });
    afterEach(async () => {
      await payouts.close();
      await database.clear();
    });
    after(() => database.close());

    const write = (sql: string) => database.unitOfWork.run(() => database.writer.run(sql));
    const faults = async () => (await payouts.audit()).faults.map(({ check }) => check);

    it('finds lost ids at the provider, and writes them down only when told to', async () => {
      const orders = [await payouts.sell({ [MILA]: 900 }), await payouts.sell({ [MILA]: 500 })];
      await payouts.work();
      const [first] = orders;
      assert.ok(first);
      const id = (await payouts.transfer(first)).providerTransferId;
      await write("update transfers set provider_transfer_id = ''");
      const progress: number[][] = [];
      const onProgress = ({ checked }: { checked: number }, total: number) => void progress.push([checked, total]);
      const backfill = payouts.get(BackfillTransferIds);
      const nothingWritten = { checked: 2, found: 2, written: 0, missing: 0, failed: 0 };
      assert.deepEqual(await backfill.execute({ onProgress }), nothingWritten);
      assert.deepEqual(progress, [
        [0, 2],
        [1, 2],
        [2, 2],
      ]);
      payouts.sandbox.control.disturb('read', 'lose');
      assert.deepEqual(await backfill.execute({ dryRun: false }), { checked: 2, found: 1, written: 1, missing: 0, failed: 1 });
      assert.deepEqual(await backfill.execute({ dryRun: false }), { checked: 1, found: 1, written: 1, missing: 0, failed: 0 });
      assert.equal((await payouts.transfer(first)).providerTransferId, id);
      assert.equal((await backfill.execute()).checked, 0);
    });

    it('does not take an id for unknown to a provider that cannot be asked any more', async () => {
      await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      await write("update transfers set provider_transfer_id = '', provider = 'stripe-connect'");
      const report = await payouts.get(BackfillTransferIds).execute({ dryRun: false });
      assert.deepEqual(report, { checked: 1, found: 0, written: 0, missing: 0, failed: 1 });
      assert.ok(payouts.log.lines.some(({ event }) => event === 'transfer_id_not_recovered'));
    });

    it('is refused a pending reversal that nobody would ever try', async () => {
      await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      await assert.rejects(write("update transfers set status = 'reversal_pending'"), /transfers_reversal_pending_has_next_retry/);
    });

    it('is refused one provider id for two transfers, empty ones excepted', async () => {
      await payouts.sell({ [MILA]: 900 });
      await payouts.sell({ [MILA]: 500 });
      await payouts.work();
      await assert.rejects(write("update transfers set provider_transfer_id = 'sbxtr_same'"), { code: 'STALE_STATE' });
      await write("update transfers set provider_transfer_id = ''");
    });

    it('is told by the audit of every cent that is out of place', async () => {
      const orderId = await payouts.sell({ [MILA]: 900 });
      await payouts.work();
      await payouts.refund(orderId, { [MILA]: 200 });
      await payouts.work();
      await payouts.requestPayout(MILA, 500);
      assert.deepEqual(await faults(), []);
      for (const [sql, undo, check] of [
        [
          'update transfers set sent = 901',
          'update transfers set sent = 900',
          'every transfer that arrived is in the books with what was sent',
        ],
        [
          'update reversals set amount_amount = 201',
          'update reversals set amount_amount = 200',
          'every reversal that was made is in the books with its amount',
        ],
        [
          'update transfers set reversed = 199',
          'update transfers set reversed = 200',
          'no more of a transfer is taken back than its reversals took',
        ],
        [
          'update payouts set amount_amount = 501',
          'update payouts set amount_amount = 500',
          'every payout that was sent is in the books with its amount',
        ],
        [
          "update payouts set status = 'failed'",
          "update payouts set status = 'in_transit'",
          'every payout that came back is returned in the books',
        ],
        ['update payouts set sent_at = null', 'update payouts set sent_at = created_at', 'nothing is in the books that was not sent'],
      ] as const) {
        await write(sql);
        assert.ok((await faults()).includes(check), check);
        await write(undo);
      }
      assert.deepEqual(await faults(), []);
    });

    it('is told by the audit when more was paid out than was ever sent', async () => {
      const [at, id, subjectId] = [payouts.clock.now(), payouts.ids.next(), payouts.ids.next()];
      const entries = [
        { account: accounts.connect(MILA), amount: 100n, currency: 'EUR' },
        { account: accounts.psp('sandbox', 'EUR'), amount: -100n, currency: 'EUR' },
      ];
      const payout = new LedgerTransaction({ id, kind: 'payout', subjectId, orderId: null, at, entries });
      await database.unitOfWork.run(() => payouts.get(Ledger).post(payout));
      assert.ok((await faults()).includes('no more is paid out of a connected account than was sent to it'));
    });
  });
}
