import { accountGroups, type DayBalance, type LedgerHistory } from '#application/operations/ports.ts';
import type { SqlReader } from '../sql-reader.ts';
import { readBigInt, readMember, readNumber, readText } from '../sql-values.ts';

type Deps = { reader: SqlReader };
type Change = { day: number; group: DayBalance['group']; currency: string; amount: bigint };

const DAY_MS = 86_400_000;
const GROUP = `case when e.account like 'psp:%' then 'psp' when e.account like 'seller:%:payable' then 'payable'
  when e.account like 'seller:%:connect' then 'connect' when e.account = 'platform:fees' then 'fees' else 'losses' end`;
const days = { sqlite: 't.posted_at / 86400000', postgres: 'cast(floor(extract(epoch from t.posted_at) / 86400) as integer)' };

export class SqlLedgerHistory implements LedgerHistory {
  readonly #deps: Deps;
  /** What is posted is never changed: the days that are over for good are added up once. */
  #closed: { first: number; end: number; changes: Change[] } | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async daily(from: Date, until: Date): Promise<DayBalance[]> {
    const [first, last] = [dayOf(from), dayOf(until)];
    const changes = [...(await this.#closedChanges(first, last - 1)), ...(await this.#changes(first, last - 1, last + 1))];
    const series = Map.groupBy(changes, ({ group, currency }) => `${group} ${currency}`);
    const balances = [...series.values()].flatMap((own) => cumulated(own, first, last));
    return balances.sort((one, other) => one.day.getTime() - other.day.getTime());
  }

  async #closedChanges(first: number, end: number): Promise<Change[]> {
    if (this.#closed?.first !== first || this.#closed.end !== end) {
      this.#closed = { first, end, changes: await this.#changes(first, 0, end) };
    }
    return this.#closed.changes;
  }

  /** From the day `begin` and before the day `end`. What happened before the first day counts as of that day. */
  async #changes(first: number, begin: number, end: number): Promise<Change[]> {
    const { reader } = this.#deps;
    const day = days[reader.dialect];
    const rows = await reader.all(
      `select moved.day, moved.account_group, moved.currency, cast(sum(moved.amount) as text) as amount from (
         select ${day} as day, ${GROUP} as account_group, e.currency, e.amount
         from ledger_transactions t join ledger_entries e on e.transaction_id = t.id where t.posted_at >= ? and t.posted_at < ?) as moved
       group by moved.day, moved.account_group, moved.currency`,
      [new Date(begin * DAY_MS), new Date(end * DAY_MS)],
    );
    return rows.map((row) => ({
      day: Math.max(first, readNumber(row, 'day')),
      group: readMember(accountGroups, row, 'account_group'),
      currency: readText(row, 'currency'),
      amount: readBigInt(row, 'amount'),
    }));
  }
}

const dayOf = (moment: Date): number => Math.floor(moment.getTime() / DAY_MS);

function cumulated(changes: readonly Change[], first: number, last: number): DayBalance[] {
  const [one] = changes;
  if (!one) return [];
  const byDay = new Map<number, bigint>();
  for (const { day, amount } of changes) byDay.set(day, (byDay.get(day) ?? 0n) + amount);
  let balance = 0n;
  return Array.from({ length: last - first + 1 }, (_, offset) => {
    balance += byDay.get(first + offset) ?? 0n;
    return { day: new Date((first + offset) * DAY_MS), group: one.group, currency: one.currency, balance };
  });
}
