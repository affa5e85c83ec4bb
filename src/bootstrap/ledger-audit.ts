import { AuditLedger } from '#application/ledger/audit-ledger.ts';
import type { AccountTotal } from '#application/ledger/ports.ts';
import { runTool } from './run-tool.ts';

const help = `npm run ledger:audit

Recomputes the books from their entries, compares them with the orders, refunds,
transfers and payouts, and prints every balance in minor units, debits less
credits. Exits with 1 when a cent is out of place. Changes nothing.`;

await runTool({
  help,
  flags: {},
  run: async ({ container, say }) => {
    const auditLedger = await container.getAsync(AuditLedger);
    const { checkedTransactions, checkedEntries, balances, faults } = await auditLedger.execute();
    for (const line of table(balances)) say(line);
    say(`${checkedTransactions} transactions with ${checkedEntries} entries were recomputed`);
    for (const { check, subject, detail } of faults) say(`FAULT ${check}: ${subject}: ${detail}`);
    say(faults.length === 0 ? 'the books balance' : `the books have ${faults.length} fault${faults.length === 1 ? '' : 's'}`);
    return faults.length === 0;
  },
});

function table(balances: readonly AccountTotal[]): string[] {
  const accounts = ['account', ...balances.map(({ account }) => account)];
  const amounts = ['balance', ...balances.map(({ balance }) => String(balance))];
  const width = Math.max(...accounts.map((text) => text.length));
  const digits = Math.max(...amounts.map((text) => text.length));
  return accounts.map((account, row) =>
    `${account.padEnd(width)}  ${amounts[row]?.padStart(digits)}  ${balances[row - 1]?.currency ?? ''}`.trimEnd(),
  );
}
