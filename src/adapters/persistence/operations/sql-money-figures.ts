import type { SqlReader } from '../sql-reader.ts';
import { orNull, readDate, readNumber, readText } from '../sql-values.ts';
import type { GaugeMoment, MoneyGauge } from './money-gauges.ts';

type Deps = { reader: SqlReader };
type Figure = { labels: Record<string, string>; value: number };

/** Reads the figures of a gauge. One without labels has exactly one figure. */
export class SqlMoneyFigures {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async read({ labels = [], sql, at = [], since }: MoneyGauge, moments: Record<GaugeMoment, Date>): Promise<Figure[]> {
    const rows = await this.#deps.reader.all(
      sql,
      at.map((name) => moments[name]),
    );
    return rows.map((row) => {
      const oldest = since ? orNull(readDate, row, 'value') : null;
      const age = oldest ? Math.max(0, (moments.now.getTime() - oldest.getTime()) / 1000) : 0;
      return {
        labels: Object.fromEntries(labels.map((label) => [label, readText(row, label)])),
        value: since ? age : readNumber(row, 'value'),
      };
    });
  }
}
