import assert from 'node:assert/strict';
import { PayoutRefused, TransferServiceFailed } from '#application/payouts/errors.ts';
import { LookUpLostReversals } from '#application/payouts/look-up-lost-reversals.ts';
import { LookUpLostTransfers } from '#application/payouts/look-up-lost-transfers.ts';
import { OnboardSeller } from '#application/payouts/onboard-seller.ts';
import { BEN, MILA, type PayoutHarness } from './payout-harness.ts';
import type { SellerEvent } from './seller-stories.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Sale = { orderId: string; seller: string; left: number };
type Refunded = { refundId: string; sale: Sale; cents: number };

/** Plays events, and knows what each seller ought to have in the end. */
export class SellerStage {
  readonly #payouts: PayoutHarness;
  readonly #sales: Sale[] = [];
  readonly #refunds: Refunded[] = [];

  constructor(payouts: PayoutHarness) {
    this.#payouts = payouts;
  }

  async play(happening: SellerEvent): Promise<void> {
    const payouts = this.#payouts;
    const { control } = payouts.sandbox;
    const sale = 'position' in happening ? this.#sales.at(-1 - happening.position) : undefined;
    switch (happening.kind) {
      case 'sell': {
        const orderId = await payouts.sell({ [happening.seller]: happening.cents });
        this.#sales.push({ orderId, seller: happening.seller, left: happening.cents });
        return;
      }
      case 'refund':
        return sale && this.#refund(sale, Math.min(sale.left, happening.cents));
      case 'undo':
        return this.#undo(happening.position);
      case 'disturb':
        return control.disturb(happening.disturbance.call, happening.disturbance.fault, happening.times);
      case 'forget':
        return control.forgetKeys();
      case 'pass':
        if (happening.ms > DAY) control.forgetKeys();
        return payouts.pass(happening.ms);
      case 'payout':
        return this.#payout(happening.seller);
      case 'bounce': {
        const made = (await payouts.payouts(happening.seller)).filter(({ providerPayoutId }) => providerPayoutId);
        control.bounce(made[happening.position % made.length]?.providerPayoutId ?? '');
        return;
      }
      case 'hold':
      case 'release':
        return sale && payouts.dispute(sale.orderId, happening.kind);
      case 'retry':
        return sale && this.#retry(sale.orderId);
      case 'reconcile':
        return this.#reconcile();
      case 'replace':
        return this.#replaceAccount(happening.seller);
    }
  }

  /** No more goes wrong: within its bounds, everything has to come to its end. */
  async end(): Promise<void> {
    this.#payouts.sandbox.control.calm();
    for (const { orderId } of this.#sales) await this.#payouts.dispute(orderId, 'release');
    for (const seller of [MILA, BEN]) if (await this.#payouts.accountOf(seller)) await this.#onboard(seller);
    for (let round = 0; round < 4; round += 1) {
      await this.#payouts.pass(6 * HOUR, 2);
      for (const { orderId } of this.#sales) await this.#retry(orderId);
    }
    await this.#payouts.pass(DAY, 2);
  }

  async check(): Promise<void> {
    assert.deepEqual((await this.#payouts.audit()).faults, []);
    const mayOwe = new Set<string>();
    for (const { orderId, seller: sellerId } of this.#sales) {
      for (const transfer of await this.#payouts.transfers(orderId)) {
        const ended = transfer.status === 'permanently_failed' ? transfer.completedAt !== null : transfer.nextRetryAt === null;
        if (transfer.netted > 0n) mayOwe.add(sellerId);
        assert.ok(ended, `transfer ${transfer.id} is still ${transfer.status}: ${transfer.lastError}`);
      }
      for (const { status } of await this.#payouts.reversals(orderId)) {
        assert.notEqual(status, 'pending');
        if (status === 'failed') mayOwe.add(sellerId);
      }
    }
    for (const id of [MILA, BEN]) {
      const { pending, available, debt } = await this.#payouts.balance(id);
      const paidOut = (await this.#payouts.payouts(id)).reduce(
        (sum, { status, amount }) => sum + (status === 'failed' ? 0n : amount.amount),
        0n,
      );
      const earned = this.#sales.reduce((sum, sale) => sum + (sale.seller === id ? BigInt(sale.left) : 0n), 0n);
      if (!mayOwe.has(id)) assert.equal(debt, 0n, 'only what could not be taken back is a debt');
      assert.equal(pending, 0n, 'nothing is left behind on its way to the seller');
      assert.equal(available - debt + paidOut, earned, 'a seller ends with what was earned');
      assert.equal(await this.#payouts.atProvider(id), await this.#payouts.inConnect(id), 'the books agree with the provider');
    }
  }

  async #refund(sale: Sale, amount: number): Promise<void> {
    if (amount === 0) return;
    sale.left -= amount;
    this.#refunds.push({ refundId: await this.#payouts.refund(sale.orderId, { [sale.seller]: amount }), sale, cents: amount });
  }

  async #undo(wanted: number): Promise<void> {
    const refund = this.#refunds.at(-1 - wanted);
    if (!refund) return;
    this.#refunds.splice(this.#refunds.indexOf(refund), 1);
    refund.sale.left += refund.cents;
    await this.#payouts.undoRefund(refund.sale.orderId, refund.refundId, { [refund.sale.seller]: refund.cents });
  }

  async #payout(sellerId: string): Promise<void> {
    try {
      await this.#payouts.requestPayout(sellerId);
    } catch (error) {
      if (!(error instanceof PayoutRefused)) throw error;
    }
  }

  async #reconcile(): Promise<void> {
    await this.#payouts.get(LookUpLostTransfers).execute();
    await this.#payouts.get(LookUpLostReversals).execute();
  }

  /** The provider closes the account, its seller opens another one, and what is in the old one can still be moved. */
  async #replaceAccount(sellerId: string): Promise<void> {
    const account = await this.#payouts.accountOf(sellerId);
    if (!account) return;
    this.#payouts.sandbox.control.setAccount(account, 'disabled');
    try {
      await this.#onboard(sellerId);
    } catch (error) {
      if (!(error instanceof TransferServiceFailed)) throw error;
    }
  }

  /** The first time finds out that the account is closed; the next one opens another. */
  async #onboard(sellerId: string): Promise<void> {
    for (let visit = 0; visit < 2; visit += 1)
      await this.#payouts.get(OnboardSeller).execute({ actor: { userId: sellerId, role: 'creator' } });
  }

  async #retry(orderId: string): Promise<void> {
    for (const { id, status, heldAt } of await this.#payouts.transfers(orderId)) {
      if (status === 'permanently_failed' && !heldAt) await this.#payouts.retry(id);
    }
  }
}
