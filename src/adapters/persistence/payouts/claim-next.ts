import type { SqlValue } from '../sql-statement.ts';
import { readText } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';

/**
 * The id of the first row that meets the condition and that nobody else holds, held until the unit of work ends. Workers
 * pass over each other's rows on PostgreSQL; on SQLite there is one writer at a time. `condition` is SQL of ours, with its order.
 */
export async function claimNext(
  writer: SqlWriter,
  table: 'transfers' | 'seller_accounts' | 'payouts',
  condition: string,
  parameters: readonly SqlValue[],
): Promise<string | null> {
  const locking = writer.dialect === 'postgres' ? ' for update skip locked' : '';
  const { rows } = await writer.run(`select id from ${table} where ${condition} limit 1${locking}`, parameters);
  return rows[0] ? readText(rows[0], 'id') : null;
}
