import type { Ledger } from '#application/ledger/ports.ts';
import type { SaleBooks } from '#application/marketplace/ports.ts';
import type { Ids } from '#application/shared/ports.ts';
import { accounts, type LedgerEntry, type LedgerKind, LedgerTransaction } from '#domain/ledger/ledger-transaction.ts';
import type { Dispute } from '#domain/marketplace/dispute.ts';
import type { Order } from '#domain/marketplace/order.ts';
import { sharesBySeller } from '#domain/marketplace/order-item.ts';
import type { Refund } from '#domain/marketplace/refund.ts';
import type { Money } from '#domain/shared/money.ts';

type Deps = { ledger: Ledger; ids: Ids };
type Line = { sellerId: string; amount: bigint; commission: bigint };

export class LedgerSaleBooks implements SaleBooks {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async recordSale(order: Order, at: Date): Promise<void> {
    if (!order.provider) return;
    const lines = order.items.map((item) => ({ sellerId: item.sellerId, amount: item.total, commission: item.commission }));
    await this.#post('sale', order.id, order.id, at, saleEntries(order.provider, order.total.currency, lines, 1n));
  }

  async recordRefund(refund: Refund, at: Date): Promise<void> {
    await this.#post('refund', refund.id, refund.orderId, at, saleEntries(refund.provider, refund.amount.currency, refund.lines, -1n));
  }

  async undoRefund(refund: Refund, at: Date): Promise<void> {
    await this.#post(
      'refund_undone',
      refund.id,
      refund.orderId,
      at,
      saleEntries(refund.provider, refund.amount.currency, refund.lines, 1n),
    );
  }

  async recordDisputeFee(dispute: Dispute, fee: Money, at: Date): Promise<void> {
    await this.#post('dispute_fee', this.#lossOf(dispute), dispute.orderId, at, feeEntries(dispute.provider, fee, 1n));
  }

  async returnDisputeFee(dispute: Dispute, fee: Money, at: Date): Promise<void> {
    await this.#post('dispute_fee_returned', this.#lossOf(dispute), dispute.orderId, at, feeEntries(dispute.provider, fee, -1n));
  }

  /** A fee is posted once for each time that a dispute was lost, and a kind once to a subject. */
  #lossOf({ id, losses }: Dispute): string {
    return losses === 1 ? id : this.#deps.ids.next();
  }

  async #post(kind: LedgerKind, subjectId: string, orderId: string, at: Date, entries: LedgerEntry[]): Promise<void> {
    await this.#deps.ledger.post(new LedgerTransaction({ id: this.#deps.ids.next(), kind, subjectId, orderId, at, entries }));
  }
}

function feeEntries(provider: string, { amount, currency }: Money, sign: bigint): LedgerEntry[] {
  return [
    { account: accounts.losses, amount: sign * amount, currency },
    { account: accounts.psp(provider, currency), amount: -sign * amount, currency },
  ];
}

/** A sale, or with `sign` -1 its refund: what the provider holds, against what sellers and platform get of it. */
function saleEntries(provider: string, currency: string, lines: readonly Line[], sign: bigint): LedgerEntry[] {
  const total = lines.reduce((sum, line) => sum + line.amount, 0n);
  const commission = lines.reduce((sum, line) => sum + line.commission, 0n);
  return [
    { account: accounts.psp(provider, currency), amount: sign * total, currency },
    { account: accounts.fees, amount: -sign * commission, currency },
    ...sharesBySeller(lines, currency).map((share) => ({
      account: accounts.payable(share.sellerId),
      amount: -sign * share.amount.amount,
      currency,
    })),
  ];
}
