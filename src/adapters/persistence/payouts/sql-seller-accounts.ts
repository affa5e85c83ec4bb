import type { SellerAccounts } from '#application/payouts/ports.ts';
import type { SellerAccount } from '#domain/payouts/seller-account.ts';
import type { AmbientTransaction } from '../ambient-transaction.ts';
import { EntityTable } from '../entity-table.ts';
import { SellerAccountMapping } from './seller-account.mapping.ts';

export class SqlSellerAccounts implements SellerAccounts {
  readonly #accounts: EntityTable<SellerAccount>;

  constructor({ ambient }: { ambient: AmbientTransaction }) {
    this.#accounts = new EntityTable(ambient, SellerAccountMapping);
  }

  add(account: SellerAccount): Promise<void> {
    return this.#accounts.add(account);
  }

  findForUpdate(id: string): Promise<SellerAccount | null> {
    return this.#accounts.firstForUpdate('id = ?', [id]);
  }

  async retire(account: SellerAccount, at: Date): Promise<void> {
    account.replace(at);
    // Inserts go before updates in one flush: the place has to be free before its next holder is written.
    await this.#accounts.flush();
  }

  findCurrentForUpdate(sellerId: string, provider: string): Promise<SellerAccount | null> {
    return this.#accounts.firstForUpdate('seller_id = ? and provider = ? and replaced_at is null', [sellerId, provider]);
  }

  findByAccountForUpdate(provider: string, accountId: string): Promise<SellerAccount | null> {
    return this.#accounts.firstForUpdate('provider = ? and account_id = ?', [provider, accountId]);
  }

  ofSellerForUpdate(sellerId: string): Promise<SellerAccount[]> {
    return this.#accounts.allForUpdate('seller_id = ? order by created_at desc, id desc', [sellerId]);
  }

  lockNextPayoutDue(at: Date): Promise<SellerAccount | null> {
    const due = "status = 'active' and payouts_enabled and next_payout_at <= ? order by next_payout_at, id";
    return this.#accounts.claimFirst(due, [at]);
  }

  lockNextUnchecked({ unfinished, any }: { unfinished: Date; any: Date }): Promise<SellerAccount | null> {
    const isUnfinished = "replaced_at is null and (status <> 'active' or not payouts_enabled)";
    const due = `account_id is not null and (checked_at < ? or (checked_at < ? and ${isUnfinished})) order by checked_at, id`;
    return this.#accounts.claimFirst(due, [any, unfinished]);
  }
}
