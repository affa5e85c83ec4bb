import type { Page, PageRequest } from '#application/shared/page.ts';
import type { Calls } from '#domain/payouts/calls.ts';
import type { Payout, PayoutStatus, PayoutWatch } from '#domain/payouts/payout.ts';
import type { Reversal } from '#domain/payouts/reversal.ts';
import type { SellerAccount } from '#domain/payouts/seller-account.ts';
import type { SellerFunds } from '#domain/payouts/seller-funds.ts';
import type { Share } from '#domain/payouts/share.ts';
import type { Transfer, TransferStatus } from '#domain/payouts/transfer.ts';
import type { RetryPlan } from '#domain/shared/back-off.ts';
import type { Money } from '#domain/shared/money.ts';

/** The terms of this installation. Times are milliseconds, `payoutMinimum` minor units. */
export abstract class PayoutTerms {
  abstract readonly transferRetry: RetryPlan;
  abstract readonly reversalRetry: RetryPlan;
  abstract readonly reversalsEnabled: boolean;
  abstract readonly payoutIntervalMs: number;
  abstract readonly payoutMinimum: bigint;
  abstract readonly payoutWatch: PayoutWatch;
  /** How long an attempt is left alone before another worker takes it up. Longer than any call takes. */
  abstract readonly leaseMs: number;
  /** How often the provider is asked about an account that does not receive and pay out yet. */
  abstract readonly accountCheckMs: number;
  /** Likewise about every other one. */
  abstract readonly workingAccountCheckMs: number;
  /** Where a seller comes back to after onboarding, unless the request says otherwise. */
  abstract readonly onboardingReturnUrl: string;
}

/** `lockNext…` answers a row that nobody else is working on, held against every other worker until the unit of work ends. */
export abstract class Transfers {
  abstract add(transfer: Transfer): Promise<void>;
  abstract findForUpdate(id: string): Promise<Transfer | null>;
  abstract findByProviderIdForUpdate(provider: string, providerTransferId: string): Promise<Transfer | null>;
  /** In the order of their sequence. */
  abstract ofOrderForUpdate(orderId: string): Promise<Transfer[]>;
  /** The longest overdue transfer that is to be sent. */
  abstract lockNextDue(at: Date): Promise<Transfer | null>;
  /** The longest overdue transfer that is to be taken back. */
  abstract lockNextToReverse(at: Date): Promise<Transfer | null>;
  /** One whose last try had no answer, and that was not looked at since `before`; the longest unlooked-at first. */
  abstract lockNextLost(before: Date): Promise<Transfer | null>;
  /** Likewise one with such a reversal. */
  abstract lockNextWithLostReversal(before: Date): Promise<Transfer | null>;
  /** Makes every transfer of the seller due that has not been tried: there is somewhere to send it now. */
  abstract wake(sellerId: string, at: Date): Promise<void>;
}

export abstract class Reversals {
  abstract add(reversal: Reversal): Promise<void>;
  /** Under the lock of their transfer, in the order of their making. */
  abstract ofTransfer(transferId: string): Promise<Reversal[]>;
}

export abstract class SellerAccounts {
  abstract add(account: SellerAccount): Promise<void>;
  abstract findForUpdate(id: string): Promise<SellerAccount | null>;
  /** Takes an account out of use, so that another one can be added in its place. */
  abstract retire(account: SellerAccount, at: Date): Promise<void>;
  /** The seller's account at a service that new transfers go to. Locking it puts what moves this seller's money in an order. */
  abstract findCurrentForUpdate(sellerId: string, provider: string): Promise<SellerAccount | null>;
  abstract findByAccountForUpdate(provider: string, accountId: string): Promise<SellerAccount | null>;
  /** Replaced ones included, the current one first. */
  abstract ofSellerForUpdate(sellerId: string): Promise<SellerAccount[]>;
  abstract lockNextPayoutDue(at: Date): Promise<SellerAccount | null>;
  /**
   * The one that was not asked about for the longest: since `unfinished` when it does not receive and pay out yet, and since
   * `any` whatever it is, replaced ones included.
   */
  abstract lockNextUnchecked(since: { unfinished: Date; any: Date }): Promise<SellerAccount | null>;
}

export abstract class Payouts {
  abstract add(payout: Payout): Promise<void>;
  abstract findForUpdate(id: string): Promise<Payout | null>;
  abstract findByProviderIdForUpdate(provider: string, providerPayoutId: string): Promise<Payout | null>;
  /** The payout that has not ended: the seller's only one in this currency that does not stand aside, or one of this account. */
  abstract findOpen(account: SellerAccount, currency: string): Promise<Payout | null>;
  /** Lets payouts of another account be made beside it. */
  abstract standAside(payout: Payout, at: Date): Promise<void>;
  /** The longest overdue payout that is to be sent or asked about. */
  abstract lockNextDue(at: Date): Promise<Payout | null>;
  /** Makes every payout due that the provider has, or may have, whenever it would be asked about next. */
  abstract wake(at: Date): Promise<void>;
}

/** What the books and the rows under way say of a seller, as of one moment, in the ambient unit of work. */
export abstract class SellerPositions {
  abstract of(sellerId: string, currency: string): Promise<SellerFunds>;
  /** Minor units that went to this connected account and have neither come back, nor are to, nor been paid out. */
  abstract heldAt(account: { provider: string; accountId: string }, currency: string): Promise<bigint>;
  /** The currencies in which something ever went to the account. */
  abstract currenciesAt(account: { provider: string; accountId: string }): Promise<string[]>;
}

/** What payouts asks of the ledger. Everything is posted in the ambient unit of work, once for each row. */
export abstract class PayoutBooks {
  abstract recordTransfer(transfer: { id: string; orderId: string; sellerId: string; sent: Money }, at: Date): Promise<void>;
  abstract recordReversal(reversal: { id: string; orderId: string; sellerId: string; amount: Money }, at: Date): Promise<void>;
  abstract recordPayout(payout: { id: string; sellerId: string; provider: string; amount: Money }, at: Date): Promise<void>;
  abstract returnPayout(payout: { id: string; sellerId: string; provider: string; amount: Money }, at: Date): Promise<void>;
}

export type TransferSnapshot = Pick<
  Transfer,
  | 'id'
  | 'orderId'
  | 'sellerId'
  | 'sequence'
  | 'status'
  | 'providerTransferId'
  | 'nextRetryAt'
  | 'lastError'
  | 'heldAt'
  | 'createdAt'
  | 'completedAt'
> &
  Pick<Share, 'amount' | 'withheld' | 'netted' | 'sent' | 'reversed'> &
  Pick<Calls, 'attempts' | 'unresolvedSince'> & { provider: string | null; accountId: string | null };
export type ReversalSnapshot = Pick<
  Reversal,
  'id' | 'transferId' | 'refundId' | 'amount' | 'status' | 'providerReversalId' | 'nextRetryAt' | 'lastError' | 'createdAt' | 'settledAt'
> &
  Pick<Calls, 'attempts' | 'unresolvedSince'>;
export type TransferDetail = TransferSnapshot & { reversals: ReversalSnapshot[] };
export type TransferFilter = {
  sellerId?: string | undefined;
  orderId?: string | undefined;
  status?: TransferStatus | undefined;
  unresolved?: boolean | undefined;
};

/** Transfers as lists, read without a unit of work, the newest first. */
export abstract class TransferRecords {
  abstract list(filter: TransferFilter, page: PageRequest): Promise<Page<TransferSnapshot>>;
  abstract find(id: string): Promise<TransferDetail | null>;
  /** Transfers that the provider has, and whose id we do not: the oldest first, those after the id `after`. */
  abstract withoutProviderId(after: string | null, limit: number): Promise<{ id: string; provider: string; transferGroup: string }[]>;
  abstract countWithoutProviderId(): Promise<number>;
}

export type SentTransfer = { id: string; provider: string; providerTransferId: string };

/** When transfers were last looked at for what happened to them at the provider alone, and what was found. */
export abstract class TransferChecks {
  /** Those that arrived since, and were not taken back whole: first what was not looked at for the longest. */
  abstract sent(since: Date, limit: number): Promise<SentTransfer[]>;
  abstract record(transferId: string, at: Date): Promise<void>;
  /** How many minor units were taken back at the provider and not by us. Answers whether that is news. */
  abstract recordReversedElsewhere(transferId: string, amount: bigint, at: Date): Promise<boolean>;
}

export type PayoutSnapshot = Pick<
  Payout,
  | 'id'
  | 'sellerId'
  | 'provider'
  | 'amount'
  | 'origin'
  | 'status'
  | 'providerPayoutId'
  | 'failureCode'
  | 'failureMessage'
  | 'unresolvedSince'
  | 'createdAt'
  | 'sentAt'
  | 'paidAt'
  | 'failedAt'
>;
export type SellerBalance = { currency: string; pending: Money; available: Money; debt: Money; held: Money };

/** One money event as its seller sees it. `pending` and `available` are what it changed, signed, in minor units. */
export type StatementLine = {
  id: string;
  /** What happened, in the words of the ledger: `sale`, `refund`, `transfer`, … */
  kind: string;
  subjectId: string;
  orderId: string | null;
  currency: string;
  pending: bigint;
  available: bigint;
  postedAt: Date;
};

/** What a seller may read of the own money, without a unit of work. */
export abstract class SellerRecords {
  /** One for each currency that ever moved, the latest moved first. */
  abstract balances(sellerId: string): Promise<SellerBalance[]>;
  abstract payouts(filter: { sellerId: string; status?: PayoutStatus | undefined }, page: PageRequest): Promise<Page<PayoutSnapshot>>;
  abstract statement(sellerId: string, page: PageRequest): Promise<Page<StatementLine>>;
}
