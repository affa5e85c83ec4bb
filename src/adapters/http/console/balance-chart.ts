import type { AccountGroup, DayBalance } from '#application/operations/ports.ts';
import { type Html, html } from '../html.ts';
import { lineChart } from './line-chart.ts';

/** What is owed and earned grows by credits, and is drawn upwards all the same. */
const drawn: readonly { group: AccountGroup; name: string; sign: bigint }[] = [
  { group: 'psp', name: 'Held by providers', sign: 1n },
  { group: 'payable', name: 'Owed to sellers', sign: -1n },
  { group: 'connect', name: 'In sellers’ accounts', sign: -1n },
  { group: 'fees', name: 'Fees earned', sign: -1n },
];

/** The books over the days, a chart for each currency. */
export function balanceCharts(history: readonly DayBalance[]): Html {
  if (history.length === 0) return html`<p class="nothing">Nothing has been posted yet.</p>`;
  const charts = [...Map.groupBy(history, ({ currency }) => currency)].map(([currency, balances]) => {
    const days = [...new Set(balances.map(({ day }) => day.getTime()))];
    const lines = drawn.map(({ group, name, sign }) => {
      const byDay = new Map(balances.filter((each) => each.group === group).map(({ day, balance }) => [day.getTime(), balance * sign]));
      return { name, points: days.map((day) => ({ day: new Date(day), amount: byDay.get(day) ?? 0n })) };
    });
    return lineChart({ label: `Balances in ${currency} by day`, currency, lines });
  });
  return html`${charts}`;
}

/** What all accounts add up to, by currency, on the last day: zero when the books balance. */
export function imbalances(history: readonly DayBalance[]): { currency: string; amount: bigint }[] {
  const last = history.at(-1)?.day.getTime();
  const now = history.filter(({ day }) => day.getTime() === last);
  return [...Map.groupBy(now, ({ currency }) => currency)]
    .map(([currency, balances]) => ({ currency, amount: balances.reduce((sum, { balance }) => sum + balance, 0n) }))
    .filter(({ amount }) => amount !== 0n);
}
