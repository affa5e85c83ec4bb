import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { attemptKey, type TransferService } from '#application/payouts/transfer-service.ts';
import { accepted, euros, Platform, type TransferServiceHarness, type TransferWorld } from './transfer-harness.ts';

/** What goes back to the platform, and on to the seller's bank. */
export function behavesLikeReversals(open: () => Promise<TransferServiceHarness>): void {
  let service: TransferService;
  let world: TransferWorld;
  const platform = new Platform(() => ({ service, world }));
  beforeEach(async () => {
    ({ service, world } = await open());
  });

  describe('a reversal', () => {
    it('takes back a part, and then the exact rest', async () => {
      const { transferId, accountId } = await platform.transferred();
      const first = accepted(await platform.reverse(transferId, 301));
      assert.deepEqual({ transferId: first.transferId, amount: first.amount }, { transferId, amount: euros(301) });
      assert.equal((await service.getTransfer(transferId))?.reversed.amount, 301n);
      accepted(await platform.reverse(transferId, 699));
      assert.equal(await world.balance(accountId), 0n);
    });

    it('takes nothing, and says what is left, when that is less than was asked for', async () => {
      const { transferId, accountId } = await platform.transferred();
      await world.reverseInDashboard(transferId, 301);
      assert.deepEqual(await platform.reverse(transferId, 700), { outcome: 'already-reversed', left: euros(699) });
      assert.equal(await world.balance(accountId), 699n);
      await world.reverseInDashboard(transferId, 699);
      assert.deepEqual(await platform.reverse(transferId, 700), { outcome: 'already-reversed', left: euros(0) });
    });

    it('takes what is left under the next key of its row', async () => {
      const { transferId, accountId } = await platform.transferred();
      const row = randomUUIDv7();
      await world.reverseInDashboard(transferId, 301);
      await platform.reverse(transferId, 1_000, attemptKey(row, 0));
      assert.equal(accepted(await platform.reverse(transferId, 699, attemptKey(row, 1))).reference, row);
      assert.equal(await world.balance(accountId), 0n);
    });

    it('is one however often it is asked for, even when the key is forgotten', async () => {
      const { transferId, accountId } = await platform.transferred();
      const key = randomUUIDv7();
      const first = accepted(await platform.reverse(transferId, 1_000, key));
      assert.deepEqual(accepted(await platform.reverse(transferId, 1_000, key)), first);
      assert.deepEqual(await service.findReversal(key, transferId), first);
      assert.equal(await service.findReversal(randomUUIDv7(), transferId), null);
      assert.equal(await world.balance(accountId), 0n);
    });

    for (const what of ['call', 'answer'] as const) {
      it(`is unknown when its ${what} is lost, and found by its row`, async () => {
        const { transferId, accountId } = await platform.transferred();
        const key = randomUUIDv7();
        await world.lose(what);
        assert.equal((await platform.reverse(transferId, 400, key)).outcome, 'unknown');
        await world.forgetKeys();
        assert.equal((await service.findReversal(key, transferId)) !== null, what === 'answer');
        assert.equal(await world.balance(accountId), what === 'answer' ? 600n : 1_000n);
      });
    }

    it('is refused by a seller who has nothing, and gets through under the next key of its row', async () => {
      const { transferId, accountId } = await platform.transferred();
      const row = randomUUIDv7();
      accepted(await service.createPayout(randomUUIDv7(), { accountId, amount: euros(1_000) }));
      assert.equal((await platform.reverse(transferId, 1_000, attemptKey(row, 0))).outcome, 'declined');
      accepted(await service.createTransfer(randomUUIDv7(), platform.request(accountId, 1_500)));
      const reversal = accepted(await platform.reverse(transferId, 1_000, attemptKey(row, 1)));
      assert.equal(reversal.reference, row);
      assert.equal(await world.balance(accountId), 500n);
    });
  });

  describe('a payout', () => {
    it('leaves the account, and arrives at the bank', async () => {
      const { accountId } = await platform.transferred();
      const key = randomUUIDv7();
      const payout = accepted(await service.createPayout(key, { accountId, amount: euros(600) }));
      assert.deepEqual(payout, { payoutId: payout.payoutId, status: 'in_transit', amount: euros(600), reference: key, failure: null });
      assert.equal(await world.balance(accountId), 400n);
      await world.arrive(payout.payoutId);
      assert.equal((await service.getPayout(payout.payoutId, accountId))?.status, 'paid');
      assert.equal(await service.getPayout('po_unknown', accountId), null);
    });

    it('may bounce after it was paid: the money is back in the account', async () => {
      const { accountId } = await platform.transferred();
      const { payoutId } = accepted(await service.createPayout(randomUUIDv7(), { accountId, amount: euros(1_000) }));
      await world.arrive(payoutId);
      await world.bounce(payoutId);
      const bounced = await service.getPayout(payoutId, accountId);
      assert.equal(bounced?.status, 'failed');
      assert.ok(bounced.failure?.code && bounced.failure.message);
      assert.equal(await world.balance(accountId), 1_000n);
    });

    it('is refused for more than there is, and one however often it is asked for', async () => {
      const { accountId } = await platform.transferred();
      assert.equal((await service.createPayout(randomUUIDv7(), { accountId, amount: euros(1_001) })).outcome, 'declined');
      const key = randomUUIDv7();
      const first = accepted(await service.createPayout(key, { accountId, amount: euros(500) }));
      assert.equal(accepted(await service.createPayout(key, { accountId, amount: euros(500) })).payoutId, first.payoutId);
      assert.equal(await world.balance(accountId), 500n);
    });

    it('is refused for an account that may not pay out', async () => {
      const { accountId } = await platform.transferred();
      await world.review(accountId, false);
      assert.equal((await service.createPayout(randomUUIDv7(), { accountId, amount: euros(500) })).outcome, 'declined');
      assert.equal((await service.createPayout(randomUUIDv7(), { accountId: 'acct_unknown', amount: euros(500) })).outcome, 'declined');
    });

    for (const what of ['call', 'answer'] as const) {
      it(`is unknown when its ${what} is lost, and found by its row`, async () => {
        const { accountId } = await platform.transferred();
        const key = randomUUIDv7();
        const since = new Date(Date.now() - 60_000);
        await world.lose(what);
        assert.equal((await service.createPayout(key, { accountId, amount: euros(500) })).outcome, 'unknown');
        await world.forgetKeys();
        assert.equal((await service.findPayout(key, accountId, since)) !== null, what === 'answer');
        assert.equal(await world.balance(accountId), what === 'answer' ? 500n : 1_000n);
      });
    }
  });
}
