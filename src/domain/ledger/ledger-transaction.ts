/** Debits are positive, credits negative, in minor units: the entries of one transaction add up to zero in each currency. */
export type LedgerEntry = { account: string; amount: bigint; currency: string };

export const ledgerKinds = [
  'sale',
  'refund',
  'refund_undone',
  'transfer',
  'reversal',
  'payout',
  'payout_returned',
  'dispute_fee',
  'dispute_fee_returned',
] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

/** The chart of accounts. Assets and losses grow by debits, what is owed and earned by credits. */
export const accounts = {
  /** What a payment provider holds for us and for our sellers. */
  psp: (provider: string, currency: string) => `psp:${provider}:${currency}`,
  fees: 'platform:fees',
  losses: 'platform:losses',
  /** A seller's share that has not been transferred yet; below zero it is the seller's debt. */
  payable: (sellerId: string) => `seller:${sellerId}:payable`,
  /** A seller's share in the connected account, until it is paid out. */
  connect: (sellerId: string) => `seller:${sellerId}:connect`,
};

export class UnbalancedTransaction extends Error {}

/** One money event. A kind happens once to a subject: posting it again is refused by the database. */
export class LedgerTransaction {
  readonly id: string;
  readonly kind: LedgerKind;
  /** The row that it happened to: an order, refund, transfer, reversal or payout. */
  readonly subjectId: string;
  /** The order behind it, where there is one. */
  readonly orderId: string | null;
  readonly postedAt: Date;
  readonly entries: readonly LedgerEntry[];

  /** @throws {UnbalancedTransaction} when the entries do not add up to zero. Zero amounts are left out. */
  constructor(posting: { id: string; kind: LedgerKind; subjectId: string; orderId: string | null; at: Date; entries: LedgerEntry[] }) {
    const sums = new Map<string, bigint>();
    for (const entry of posting.entries) sums.set(entry.currency, (sums.get(entry.currency) ?? 0n) + entry.amount);
    for (const [currency, sum] of sums) {
      if (sum !== 0n) throw new UnbalancedTransaction(`${posting.kind} of ${posting.subjectId} is ${sum} ${currency} out of balance`);
    }
    this.id = posting.id;
    this.kind = posting.kind;
    this.subjectId = posting.subjectId;
    this.orderId = posting.orderId;
    this.postedAt = posting.at;
    this.entries = posting.entries.filter((entry) => entry.amount !== 0n);
  }
}
