import { z } from 'zod';
import type { AuditLedger } from '#application/ledger/audit-ledger.ts';
import { answer } from '../answer.ts';
import { type Route, route } from '../route.ts';
import { signedMoneySchema } from '../schemas.ts';
import { moneyView } from '../views.ts';

const auditSchema = z.object({
  balanced: z.boolean(),
  checked: z.object({ transactions: z.int(), entries: z.int() }),
  faults: z.array(z.object({ check: z.string(), subject: z.string(), detail: z.string() })),
  balances: z.array(z.object({ account: z.string(), balance: signedMoneySchema.describe('debits less credits') })),
});

export function ledgerAdminRoutes({ auditLedger }: { auditLedger: AuditLedger }): Route[] {
  return [
    route({
      method: 'get',
      path: '/admin/ledger/audit',
      tag: 'Administration',
      summary: 'Recompute the books from their entries',
      access: 'admin',
      answers: { 200: { description: 'What the audit found', schema: auditSchema } },
      handle: async () => {
        const { checkedTransactions, checkedEntries, balances, faults } = await auditLedger.execute();
        return answer(200, {
          balanced: faults.length === 0,
          checked: { transactions: checkedTransactions, entries: checkedEntries },
          faults,
          balances: balances.map(({ account, currency, balance }) => ({ account, balance: moneyView({ amount: balance, currency }) })),
        });
      },
    }),
  ];
}
