import { type Html, html } from '../html.ts';
import { shownMoney } from '../shown-money.ts';
import { isoDay } from './shown.ts';

type Point = { day: Date; amount: bigint };
type Line = { name: string; points: readonly Point[] };
type Chart = { label: string; currency: string; lines: readonly Line[] };

const WIDTH = 720;
const HEIGHT = 230;
const LEFT = 86;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 24;
const styles = ['one', 'two', 'three', 'four'] as const;

/** Amounts over days, one line each, all with the same days. Its figures are rounded for drawing only. */
export function lineChart({ label, currency, lines }: Chart): Html {
  const amounts = lines.flatMap(({ points }) => points.map(({ amount }) => Number(amount)));
  const [low, high] = [Math.min(0, ...amounts), Math.max(1, ...amounts)];
  const days = lines[0]?.points.map(({ day }) => day) ?? [];
  const x = (index: number) => LEFT + (index * (WIDTH - LEFT - RIGHT)) / Math.max(1, days.length - 1);
  const y = (amount: number) => TOP + ((high - amount) * (HEIGHT - TOP - BOTTOM)) / (high - low);
  const ticks = [high, low + (high - low) / 2, low];
  const grid = ticks.map(
    (tick) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fixed(y(tick))}" y2="${fixed(y(tick))}"/>
<text x="${LEFT - 8}" y="${fixed(y(tick) + 4)}" text-anchor="end">${shownMoney({ amount: BigInt(Math.round(tick)), currency })}</text>`,
  );
  const drawn = lines.map(({ points }, index) => {
    const places = points.map(({ amount }, at) => `${fixed(x(at))},${fixed(y(Number(amount)))}`).join(' ');
    return html`<polyline class="${styles[index % styles.length]}" points="${places}"/>`;
  });
  const [first, last] = [days[0], days.at(-1)];
  const legend = lines.map(({ name, points }, index) => {
    const now = points.at(-1)?.amount ?? 0n;
    return html`<li class="${styles[index % styles.length]}"><span>${name} ${shownMoney({ amount: now, currency })}</span></li>`;
  });
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
${grid}
${drawn}
<text x="${LEFT}" y="${HEIGHT - 6}">${first && isoDay(first)}</text>
<text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">${last && isoDay(last)}</text>
</svg>
<ul class="legend">${legend}</ul>`;
}

const fixed = (coordinate: number): string => coordinate.toFixed(1);
