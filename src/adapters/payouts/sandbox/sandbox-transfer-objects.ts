import type { ProviderAccount, ProviderPayout, ProviderReversal, ProviderTransfer } from '#application/payouts/transfer-service.ts';
import { Money } from '#domain/shared/money.ts';
import type { SandboxPayout, SandboxReversal, SandboxTransferBooks } from './sandbox-transfer-books.ts';

export function accountOf(books: SandboxTransferBooks, id: string): ProviderAccount {
  const status = books.account(id)?.status ?? 'disabled';
  const requirementsDue = status === 'pending' || status === 'restricted' ? ['external_account'] : [];
  return { accountId: id, status, payoutsEnabled: status === 'active', requirementsDue };
}

export function transferOf(books: SandboxTransferBooks, id: string | null): ProviderTransfer | null {
  const row = id === null ? null : books.transfer(id);
  if (!row) return null;
  const reversed = books.reversalsOf(row.id).reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  const money = (amount: bigint) => Money.of(amount, row.currency);
  const { account_id: accountId, reference } = row;
  return { transferId: row.id, accountId, amount: money(BigInt(row.amount)), reversed: money(reversed), reference };
}

export function toReversal({ id, transfer_id, amount, reference }: SandboxReversal, currency: string): ProviderReversal {
  return { reversalId: id, transferId: transfer_id, amount: Money.of(BigInt(amount), currency), reference };
}

export function toPayout({ id, status, amount, currency, reference }: SandboxPayout): ProviderPayout {
  const failure = status === 'failed' ? { code: 'account_closed', message: 'the bank sent the money back' } : null;
  return { payoutId: id, status, amount: Money.of(BigInt(amount), currency), reference, failure };
}
