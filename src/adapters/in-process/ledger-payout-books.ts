import type { Ledger } from '#application/ledger/ports.ts';
import type { PayoutBooks } from '#application/payouts/ports.ts';
import type { Ids } from '#application/shared/ports.ts';
import { accounts, type LedgerKind, LedgerTransaction } from '#domain/ledger/ledger-transaction.ts';
import type { Money } from '#domain/shared/money.ts';

type Deps = { ledger: Ledger; ids: Ids };
type Movement = { kind: LedgerKind; subjectId: string; orderId: string | null; debit: string; credit: string; amount: Money; at: Date };
type PaidOut = { id: string; sellerId: string; provider: string; amount: Money };

/** Stripe Connect moves what Stripe holds; the sandbox, what the sandbox holds. */
const holders: Record<string, string> = { 'stripe-connect': 'stripe' };

export class LedgerPayoutBooks implements PayoutBooks {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async recordTransfer({ id, orderId, sellerId, sent }: Parameters<PayoutBooks['recordTransfer']>[0], at: Date): Promise<void> {
    const [debit, credit] = [accounts.payable(sellerId), accounts.connect(sellerId)];
    await this.#post({ kind: 'transfer', subjectId: id, orderId, debit, credit, amount: sent, at });
  }

  async recordReversal({ id, orderId, sellerId, amount }: Parameters<PayoutBooks['recordReversal']>[0], at: Date): Promise<void> {
    const [debit, credit] = [accounts.connect(sellerId), accounts.payable(sellerId)];
    await this.#post({ kind: 'reversal', subjectId: id, orderId, debit, credit, amount, at });
  }

  async recordPayout({ id, sellerId, provider, amount }: PaidOut, at: Date): Promise<void> {
    const [debit, credit] = [accounts.connect(sellerId), holderOf(provider, amount)];
    await this.#post({ kind: 'payout', subjectId: id, orderId: null, debit, credit, amount, at });
  }

  async returnPayout({ id, sellerId, provider, amount }: PaidOut, at: Date): Promise<void> {
    const [debit, credit] = [holderOf(provider, amount), accounts.connect(sellerId)];
    await this.#post({ kind: 'payout_returned', subjectId: id, orderId: null, debit, credit, amount, at });
  }

  async #post({ kind, subjectId, orderId, debit, credit, amount: { amount, currency }, at }: Movement): Promise<void> {
    const entries = [
      { account: debit, amount, currency },
      { account: credit, amount: -amount, currency },
    ];
    await this.#deps.ledger.post(new LedgerTransaction({ id: this.#deps.ids.next(), kind, subjectId, orderId, at, entries }));
  }
}

function holderOf(transferService: string, { currency }: Money): string {
  return accounts.psp(holders[transferService] ?? transferService, currency);
}
