import type { PayoutSnapshot, StatementLine, TransferSnapshot } from '#application/payouts/ports.ts';
import type { Page } from '#application/shared/page.ts';
import { answerBytes, type BytesAnswer } from '../answer.ts';
import { csvOf } from '../csv.ts';
import type { RequestContext } from '../route.ts';

type Columns<T> = readonly (readonly [name: string, cell: (row: T) => string | number | bigint | null])[];
type Query = { limit: number; status?: string | undefined };

const atLeastZero = (amount: bigint): bigint => (amount > 0n ? amount : 0n);
const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Amounts are minor units; what came in and what went out are columns of their own, so that no cell begins with a sign. */
export const transactionColumns: Columns<StatementLine> = [
  ['posted_at', (line) => line.postedAt.toISOString()],
  ['kind', (line) => line.kind],
  ['currency', (line) => line.currency],
  ['pending_in', (line) => atLeastZero(line.pending)],
  ['pending_out', (line) => atLeastZero(-line.pending)],
  ['available_in', (line) => atLeastZero(line.available)],
  ['available_out', (line) => atLeastZero(-line.available)],
  ['order_id', (line) => line.orderId],
  ['subject_id', (line) => line.subjectId],
  ['id', (line) => line.id],
];

export const transferColumns: Columns<TransferSnapshot> = [
  ['created_at', (transfer) => transfer.createdAt.toISOString()],
  ['status', (transfer) => transfer.status],
  ['currency', (transfer) => transfer.amount.currency],
  ['amount', (transfer) => transfer.amount.amount],
  ['sent', (transfer) => transfer.sent],
  ['withheld', (transfer) => transfer.withheld],
  ['netted', (transfer) => transfer.netted],
  ['reversed', (transfer) => transfer.reversed],
  ['completed_at', (transfer) => iso(transfer.completedAt)],
  ['order_id', (transfer) => transfer.orderId],
  ['id', (transfer) => transfer.id],
];

export const payoutColumns: Columns<PayoutSnapshot> = [
  ['created_at', (payout) => payout.createdAt.toISOString()],
  ['status', (payout) => payout.status],
  ['currency', (payout) => payout.amount.currency],
  ['amount', (payout) => payout.amount.amount],
  ['paid_at', (payout) => iso(payout.paidAt)],
  ['failed_at', (payout) => iso(payout.failedAt)],
  ['failure', (payout) => payout.failureMessage],
  ['id', (payout) => payout.id],
];

/** One page as a file; the next one is where `Link` says. */
export function csvPage<T>(name: string, columns: Columns<T>, page: Page<T>, query: Query, context: RequestContext): BytesAnswer<200> {
  const rows = page.data.map((row) => columns.map(([, cell]) => cell(row)));
  const { limit, status } = query;
  const next = new URLSearchParams({ format: 'csv', limit: String(limit), cursor: page.nextCursor ?? '', ...(status && { status }) });
  return answerBytes(
    200,
    csvOf(
      columns.map(([column]) => column),
      rows,
    ),
    {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.csv"`,
      ...(page.nextCursor ? { link: `<${context.url(`/api/v1/sell/${name}?${next}`)}>; rel="next"` } : {}),
    },
  );
}
