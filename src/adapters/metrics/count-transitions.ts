import type { StatusTransitions } from '#adapters/persistence/status-transitions.ts';
import type { Metrics } from '#application/shared/ports.ts';

/** The counter of each table whose rows stand for money on its way. */
export const transitionCounters: Readonly<Record<string, string>> = {
  orders: 'order_transitions',
  refunds: 'refund_transitions',
  disputes: 'dispute_transitions',
  transfers: 'transfer_transitions',
  reversals: 'reversal_transitions',
  payouts: 'payout_transitions',
};

/** Counts every transition where it is written, so that no use case has to think of it. */
export function countTransitions(transitions: StatusTransitions, metrics: Metrics): void {
  transitions.listen(({ table, from, to }) => {
    const counter = transitionCounters[table];
    if (counter) metrics.count(counter, { from: from ?? 'none', to });
  });
}
