import type { QueuedJob } from '#application/shared/jobs.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import type { Money } from '#domain/shared/money.ts';

export const motionSubjects = ['orders', 'refunds', 'transfers', 'reversals', 'payouts', 'disputes'] as const;
export type MotionSubject = (typeof motionSubjects)[number];

/** Rows of one state in one currency: how many, how much together in minor units, and since when the oldest is there. */
export type MotionLine = { subject: MotionSubject; state: string; currency: string; count: number; sum: bigint; oldestAt: Date };

/** Deliveries that came since a moment: signed ones that could not be processed, ones that contradict our books, and forged ones. */
export type WebhookCounts = { received: number; failed: number; quarantined: number; forged: number };

export type PayoutRecord = {
  id: string;
  sellerId: string;
  provider: string;
  amount: Money;
  origin: string;
  status: string;
  providerPayoutId: string | null;
  attempts: number;
  failure: string | null;
  unresolvedSince: Date | null;
  createdAt: Date;
  sentAt: Date | null;
  paidAt: Date | null;
  failedAt: Date | null;
};

/** What an operator sees of the whole installation, read without a unit of work. */
export abstract class OperatorRecords {
  abstract moneyInMotion(): Promise<MotionLine[]>;
  abstract webhooksSince(since: Date): Promise<WebhookCounts>;
  /** The newest first. */
  abstract payouts(filter: { status?: string | undefined }, page: PageRequest): Promise<Page<PayoutRecord>>;
}

/** From which age on, in milliseconds, an unfinished row is an alarm: 0 from the beginning, null never. */
export abstract class AlarmAges {
  abstract of(subject: MotionSubject, state: string): number | null;
}

export const accountGroups = ['psp', 'payable', 'connect', 'fees', 'losses'] as const;
export type AccountGroup = (typeof accountGroups)[number];

/** The balance of a group of accounts at the end of a day (UTC), debits less credits in minor units. */
export type DayBalance = { day: Date; group: AccountGroup; currency: string; balance: bigint };

export abstract class LedgerHistory {
  /** One for each day from `from` to `until`, group and currency that ever moved; the oldest day first. */
  abstract daily(from: Date, until: Date): Promise<DayBalance[]>;
}

/** Debits are positive, in minor units. */
export type Posting = {
  id: string;
  kind: string;
  subjectId: string;
  at: Date;
  entries: { account: string; amount: bigint; currency: string }[];
};

/** Everything that the product knows of an order, as it is now, each list the oldest first. */
export type OrderStory = {
  order: {
    id: string;
    buyerId: string;
    buyer: string | null;
    status: string;
    total: Money;
    provider: string | null;
    paymentId: string | null;
    failureCode: string | null;
    createdAt: Date;
    completedAt: Date | null;
    refundDeadline: Date | null;
    updatedAt: Date;
    items: { title: string; licence: string; sellerId: string; total: Money; sellerShare: Money; refunded: Money }[];
  };
  licences: { id: string; title: string; licence: string; issuedAt: Date; revokedAt: Date | null }[];
  refunds: {
    id: string;
    amount: Money;
    status: string;
    origin: string;
    reason: string | null;
    providerRefundId: string | null;
    failure: string | null;
    createdAt: Date;
    succeededAt: Date | null;
    failedAt: Date | null;
  }[];
  disputes: { id: string; amount: Money; status: string; reason: string | null; openedAt: Date; closedAt: Date | null }[];
  transfers: {
    id: string;
    sellerId: string;
    amount: Money;
    status: string;
    sent: Money | null;
    attempts: number;
    providerTransferId: string | null;
    lastError: string | null;
    createdAt: Date;
    completedAt: Date | null;
  }[];
  reversals: {
    id: string;
    transferId: string;
    amount: Money;
    status: string;
    attempts: number;
    lastError: string | null;
    createdAt: Date;
    settledAt: Date | null;
  }[];
  postings: Posting[];
  deliveries: { id: string; provider: string; eventType: string; result: string; signatureValid: boolean; receivedAt: Date }[];
  mails: { id: string; subject: string; sentAt: Date }[];
  jobs: QueuedJob[];
};

export abstract class OrderStories {
  abstract find(orderId: string): Promise<OrderStory | null>;
}
