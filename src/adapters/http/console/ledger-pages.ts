import type { AuditLedger } from '#application/ledger/audit-ledger.ts';
import type { AccountTotal, LedgerAuditReport, LedgerBooks } from '#application/ledger/ports.ts';
import { type Html, html } from '../html.ts';
import { type Route, rawRoute, route } from '../route.ts';
import type { ConsoleDoor } from './console-door.ts';
import { actionAt, pageAt } from './console-routes.ts';
import { money } from './shown.ts';
import { accountName } from './story-page.ts';
import { button, type Column, table } from './table.ts';

type Deps = { door: ConsoleDoor; books: LedgerBooks; auditLedger: AuditLedger };

/** Accounts beyond these are summed up: an installation may have a hundred thousand sellers. */
const MOST_ACCOUNTS = 200;

export function ledgerPages({ door, books, auditLedger }: Deps): Route[] {
  return [
    route({
      ...pageAt('/ledger', 'The balances of the books'),
      handle: async ({ context }) =>
        door.show(context, async ({ to, formToken }) => {
          const body = html`<div>${button({ action: to('/ledger/audit'), formToken, label: 'Audit now' })}
<small>Recomputes everything from the entries, and compares it with orders, refunds, transfers and payouts.</small></div>
${balances(await books.balances())}`;
          return { title: 'Ledger', place: '/ledger', body };
        }),
    }),
    rawRoute({
      ...actionAt('/ledger/audit', 'Recompute the books from their entries'),
      handle: async ({ body, context }) =>
        door.act({ context, body }, async () => {
          const report = await auditLedger.execute();
          return { title: 'Ledger audit', place: '/ledger', body: html`${verdict(report)}${balances(report.balances)}` };
        }),
    }),
  ];
}

function verdict({ faults, checkedTransactions, checkedEntries }: LedgerAuditReport): Html {
  const checked = `${checkedTransactions} transactions with ${checkedEntries} entries were checked.`;
  if (faults.length === 0) return html`<p class="notice good">Every cent is where it belongs. ${checked}</p>`;
  const rows = table(
    faults,
    [
      { name: 'Rule', cell: ({ check }) => check },
      { name: 'Subject', cell: ({ subject }) => html`<code>${subject}</code>` },
      { name: 'What is wrong', cell: ({ detail }) => detail },
    ],
    '',
  );
  return html`<p class="notice bad">${faults.length} faults. ${checked}</p><section><h2>Faults</h2>${rows}</section>`;
}

const isOwn = ({ account }: AccountTotal): boolean => !account.startsWith('seller:');

function balances(totals: readonly AccountTotal[]): Html {
  const sellers = totals.filter((total) => !isOwn(total) && total.balance !== 0n);
  const largest = sellers.toSorted((one, other) => (size(one) < size(other) ? 1 : -1)).slice(0, MOST_ACCOUNTS);
  const left = sellers.length - largest.length;
  return html`<div class="cards"><section><h2>Providers and platform</h2>${table(totals.filter(isOwn), columns, 'Nothing has been posted yet.')}</section>
<section><h2>Sellers</h2>${table(largest, columns, 'No seller has anything in the books.')}${left > 0 && html`<p class="soft">and ${left} smaller ones</p>`}</section></div>
<p><small>Debits less credits: what is held is positive, what is owed or earned negative.</small></p>`;
}

const size = ({ balance }: AccountTotal): bigint => (balance < 0n ? -balance : balance);

const columns: Column<AccountTotal>[] = [
  { name: 'Account', cell: ({ account }) => accountName(account) },
  { name: 'Balance', kind: 'number', cell: ({ balance, currency }) => money({ amount: balance, currency }) },
];
