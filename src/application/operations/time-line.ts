import type { Money } from '#domain/shared/money.ts';
import type { OrderStory, Posting } from './ports.ts';

type StorySource = 'buyer' | 'provider' | 'webhook' | 'ledger' | 'licence' | 'refund' | 'dispute' | 'transfer' | 'mail' | 'job';

/** One moment in the life of an order. `subject` is what it happened to, where that has a page or a place on one. */
export type StoryEvent = {
  at: Date;
  source: StorySource;
  what: string;
  detail: string | null;
  amount: Money | null;
  state: 'good' | 'bad' | 'neutral';
  subject: { kind: 'delivery' | 'transfer' | 'refund'; id: string } | null;
  entries: Posting['entries'];
};

type Told = Omit<Partial<StoryEvent>, 'at'> & Pick<StoryEvent, 'source' | 'what'> & { at: Date | null };

/** The order in which things happen that share a moment. */
const precedence: readonly StorySource[] = [
  'buyer',
  'webhook',
  'provider',
  'refund',
  'dispute',
  'licence',
  'ledger',
  'transfer',
  'mail',
  'job',
];

/** Everything that happened around an order, the oldest first. */
export function timeLineOf(story: OrderStory): StoryEvent[] {
  const told: Told[] = [
    ...ordered(story),
    ...story.deliveries.map(delivered),
    ...story.licences.flatMap(licensed),
    ...story.refunds.flatMap(refunded),
    ...story.disputes.flatMap(disputed),
    ...story.transfers.flatMap(transferred),
    ...story.reversals.flatMap(reversed),
    ...story.postings.map(posted),
    ...story.mails.map(({ subject, sentAt }): Told => ({ at: sentAt, source: 'mail', what: 'Mail handed over', detail: subject })),
    ...story.jobs.map(queued),
  ];
  return told
    .flatMap(({ at, ...event }): StoryEvent[] =>
      at === null ? [] : [{ detail: null, amount: null, state: 'neutral', subject: null, entries: [], ...event, at }],
    )
    .sort((one, other) => one.at.getTime() - other.at.getTime() || precedence.indexOf(one.source) - precedence.indexOf(other.source));
}

function ordered({ order }: OrderStory): Told[] {
  const { createdAt, completedAt, updatedAt, status, total, provider, paymentId, failureCode } = order;
  const over = status === 'failed' || status === 'canceled';
  return [
    { at: createdAt, source: 'buyer', what: 'Order placed', amount: total, detail: order.buyer },
    { at: completedAt, source: 'provider', what: 'Paid and completed', amount: total, detail: paymentId ?? provider, state: 'good' },
    { at: over ? updatedAt : null, source: 'provider', what: `Order ${status}`, detail: failureCode, state: 'bad' },
  ];
}

function delivered({ id, provider, eventType, result, signatureValid, receivedAt }: OrderStory['deliveries'][number]): Told {
  const state = result === 'ok' ? 'good' : result === 'skipped' ? 'neutral' : 'bad';
  const what = `${signatureValid ? 'Webhook' : 'Forged webhook'} ${eventType || 'without a type'}`;
  return { at: receivedAt, source: 'webhook', what, detail: `${provider}: ${result}`, state, subject: { kind: 'delivery', id } };
}

function licensed({ title, licence, issuedAt, revokedAt }: OrderStory['licences'][number]): Told[] {
  const detail = `${title} (${licence})`;
  return [
    { at: issuedAt, source: 'licence', what: 'Licence issued', detail, state: 'good' },
    { at: revokedAt, source: 'licence', what: 'Licence revoked', detail, state: 'bad' },
  ];
}

function refunded(refund: OrderStory['refunds'][number]): Told[] {
  const { id, amount, origin, reason, providerRefundId, failure, createdAt, succeededAt, failedAt } = refund;
  const common = { source: 'refund', amount, subject: { kind: 'refund', id } } as const;
  return [
    { ...common, at: createdAt, what: `Refund requested (${origin})`, detail: reason },
    { ...common, at: succeededAt, what: 'Refund succeeded', detail: providerRefundId, state: 'good' },
    { ...common, at: failedAt, what: 'Refund failed', detail: failure, state: 'bad' },
  ];
}

function disputed({ amount, status, reason, openedAt, closedAt }: OrderStory['disputes'][number]): Told[] {
  return [
    { at: openedAt, source: 'dispute', what: 'Dispute opened', detail: reason, amount, state: 'bad' },
    { at: closedAt, source: 'dispute', what: `Dispute ${status}`, amount, state: status === 'won' ? 'good' : 'bad' },
  ];
}

function transferred({
  id,
  amount,
  sent,
  status,
  lastError,
  providerTransferId,
  createdAt,
  completedAt,
}: OrderStory['transfers'][number]): Told[] {
  const common = { source: 'transfer', subject: { kind: 'transfer', id } } as const;
  const failed = status === 'permanently_failed' || status === 'failed';
  return [
    {
      ...common,
      at: createdAt,
      what: 'Transfer opened',
      amount,
      detail: failed ? `${status}: ${lastError ?? 'no reason given'}` : null,
      state: failed ? 'bad' : 'neutral',
    },
    { ...common, at: completedAt, what: 'Transfer completed', amount: sent ?? amount, detail: providerTransferId, state: 'good' },
  ];
}

function reversed({ transferId, amount, status, lastError, createdAt, settledAt }: OrderStory['reversals'][number]): Told[] {
  const common = { source: 'transfer', amount, subject: { kind: 'transfer', id: transferId } } as const;
  return [
    { ...common, at: createdAt, what: 'Reversal opened', detail: status === 'pending' ? lastError : null },
    { ...common, at: settledAt, what: `Reversal ${status}`, detail: lastError, state: status === 'succeeded' ? 'good' : 'bad' },
  ];
}

function posted({ kind, at, entries }: Posting): Told {
  return { at, source: 'ledger', what: `Posted ${kind.replaceAll('_', ' ')}`, entries };
}

function queued({ jobName, state, attempts, error, enqueuedAt }: OrderStory['jobs'][number]): Told {
  const dead = state === 'dead';
  const detail = error === null ? null : `after ${attempts} tries: ${error}`;
  return { at: enqueuedAt, source: 'job', what: `Job ${jobName} (${state})`, detail, state: dead ? 'bad' : 'neutral' };
}
