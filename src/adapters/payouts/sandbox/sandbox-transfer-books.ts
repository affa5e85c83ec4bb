import { randomBytes } from 'node:crypto';
import { SandboxFile } from '#adapters/payments/sandbox/sandbox-file.ts';
import type { SellerAccountStatus } from '#domain/payouts/seller-account.ts';

export type SandboxAccount = { id: string; reference: string; status: SellerAccountStatus };
export type SandboxTransfer = {
  id: string;
  reference: string;
  account_id: string;
  amount: string;
  currency: string;
  transfer_group: string;
};
export type SandboxReversal = { id: string; reference: string | null; transfer_id: string; amount: string };
export type SandboxPayout = {
  id: string;
  reference: string;
  account_id: string;
  amount: string;
  currency: string;
  status: 'in_transit' | 'paid' | 'failed';
};

/** `key` answers a repeated call until it is forgotten; `reference` is the same, kept as metadata for ever. */
const SCHEMA = `
  create table if not exists accounts (id text primary key, key text unique, reference text not null, status text not null) strict;
  create table if not exists transfers (id text primary key, key text unique, reference text not null,
    account_id text not null references accounts (id), amount text not null, currency text not null, transfer_group text not null) strict;
  create table if not exists reversals (id text primary key, key text unique, reference text,
    transfer_id text not null references transfers (id), amount text not null) strict;
  create table if not exists payouts (id text primary key, key text unique, reference text not null,
    account_id text not null references accounts (id), amount text not null, currency text not null, status text not null) strict;
  create table if not exists refusals (call text not null, key text not null, code text not null, primary key (call, key)) strict;
  create index if not exists transfers_of_group on transfers (transfer_group);
  create index if not exists transfers_of_account on transfers (account_id);
  create index if not exists reversals_of_transfer on reversals (transfer_id);
  create index if not exists payouts_of_account on payouts (account_id);`;

type Table = 'accounts' | 'transfers' | 'reversals' | 'payouts';

/** What the sandbox remembers of connected accounts and what was moved to and from them. */
export class SandboxTransferBooks {
  readonly #file: SandboxFile;

  constructor(path: string) {
    this.#file = new SandboxFile(path, SCHEMA);
  }

  close(): void {
    this.#file.close();
  }

  /** One after the other, over every process that shares the file. */
  atomically<T>(work: () => T): T {
    return this.#file.atomically(work);
  }

  insert(table: Table, prefix: string, row: Record<string, string | null>): string {
    const id = `${prefix}_${randomBytes(12).toString('hex')}`;
    const values = { id, ...row };
    const names = Object.keys(values);
    this.#file.run(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`, ...Object.values(values));
    return id;
  }

  account(id: string): SandboxAccount | null {
    return this.#file.first<SandboxAccount>('select id, reference, status from accounts where id = ?', id);
  }

  setAccount(id: string, status: SellerAccountStatus): boolean {
    return this.#file.run('update accounts set status = ? where id = ?', status, id) > 0;
  }

  transfer(id: string): SandboxTransfer | null {
    return this.#file.first<SandboxTransfer>('select * from transfers where id = ?', id);
  }

  transfersOf(transferGroup: string): SandboxTransfer[] {
    return this.#file.all<SandboxTransfer>('select * from transfers where transfer_group = ? order by rowid', transferGroup);
  }

  reversalsOf(transferId: string): SandboxReversal[] {
    return this.#file.all<SandboxReversal>('select * from reversals where transfer_id = ? order by rowid', transferId);
  }

  payout(id: string): SandboxPayout | null {
    return this.#file.first<SandboxPayout>('select * from payouts where id = ?', id);
  }

  payoutsOf(accountId: string): SandboxPayout[] {
    return this.#file.all<SandboxPayout>('select * from payouts where account_id = ? order by rowid', accountId);
  }

  setPayout(id: string, status: SandboxPayout['status']): boolean {
    return this.#file.run('update payouts set status = ? where id = ?', status, id) > 0;
  }

  /** The id of what a key made, while the key is remembered. */
  madeBy(table: Table, key: string): string | null {
    return this.#file.first<{ id: string }>(`select id from ${table} where key = ?`, key)?.id ?? null;
  }

  refusalOf(call: string, key: string): string | null {
    return this.#file.first<{ code: string }>('select code from refusals where call = ? and key = ?', call, key)?.code ?? null;
  }

  /** A key that was refused is refused again, for as long as it is remembered. */
  refuse(call: string, key: string, code: string): void {
    this.#file.run('insert into refusals (call, key, code) values (?, ?, ?)', call, key, code);
  }

  forgetKeys(): void {
    this.#file.run('delete from refusals');
    for (const table of ['accounts', 'transfers', 'reversals', 'payouts']) this.#file.run(`update ${table} set key = null`);
  }

  /** What is in a connected account, in minor units. */
  balance(accountId: string, currency: string): bigint {
    const sum = (amounts: { amount: string }[]) => amounts.reduce((total, { amount }) => total + BigInt(amount), 0n);
    const received = this.#file.all<{ amount: string }>(
      'select amount from transfers where account_id = ? and currency = ?',
      accountId,
      currency,
    );
    const returned = this.#file.all<{ amount: string }>(
      'select r.amount from reversals r join transfers t on t.id = r.transfer_id where t.account_id = ? and t.currency = ?',
      accountId,
      currency,
    );
    const paidOut = this.payoutsOf(accountId).filter((payout) => payout.currency === currency && payout.status !== 'failed');
    return sum(received) - sum(returned) - sum(paidOut);
  }
}
