import { type Html, html } from '../html.ts';
import { shownMoney } from '../shown-money.ts';

export function money(amount: { amount: bigint; currency: string } | null): Html {
  return amount ? html`<span class="money${amount.amount < 0n && ' negative'}">${shownMoney(amount)}</span>` : html`–`;
}

/** `2026-11-21 11:30:27`, in UTC. */
export function time(moment: Date | null): Html {
  if (!moment) return html`–`;
  const text = moment.toISOString();
  return html`<time datetime="${text}">${text.slice(0, 19).replace('T', ' ')}</time>`;
}

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** How long something lasts, in its largest unit: `3 d`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? ['s', 1];
  return `${Math.floor(seconds / size)} ${unit}`;
}

const colours: Record<string, 'good' | 'bad' | 'open'> = {
  completed: 'good',
  succeeded: 'good',
  paid: 'good',
  won: 'good',
  ok: 'good',
  pending: 'open',
  waiting: 'open',
  refund_pending: 'open',
  reversal_pending: 'open',
  in_transit: 'open',
  review: 'open',
  under_review: 'open',
  evidence_due: 'open',
  received: 'open',
  deferred: 'open',
  failed: 'bad',
  permanently_failed: 'bad',
  unresolved: 'bad',
  lost: 'bad',
  error: 'bad',
  quarantined: 'bad',
  signature_invalid: 'bad',
  dead: 'bad',
};

/** A state as a coloured word; what follows a colon belongs to its reason. */
export function state(name: string): Html {
  const [word = ''] = name.split(':');
  return html`<span class="state ${colours[word] ?? 'over'}">${word.replaceAll('_', ' ')}</span>`;
}

/** The end of a UUID tells rows apart that began at the same time. */
export function shortId(id: string): Html {
  return html`<code title="${id}">…${id.slice(-8)}</code>`;
}

export function isoDay(day: Date): string {
  return day.toISOString().slice(0, 10);
}
