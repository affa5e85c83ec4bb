import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { SellerAccounts } from '#application/payouts/ports.ts';
import { SellerAccount } from '#domain/payouts/seller-account.ts';
import { byField } from '../maps.ts';
import type { SqlWriter } from '../sql-writer.ts';
import { claimNext } from './claim-next.ts';

const locked = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

export class MikroOrmSellerAccounts implements SellerAccounts {
  readonly #em: EntityManager;
  readonly #writer: SqlWriter;

  constructor({ em, writer }: { em: EntityManager; writer: SqlWriter }) {
    this.#em = em;
    this.#writer = writer;
  }

  async add(account: SellerAccount): Promise<void> {
    this.#em.persist(account);
  }

  findForUpdate(id: string): Promise<SellerAccount | null> {
    return this.#em.findOne(SellerAccount, { id }, locked);
  }

  async retire(account: SellerAccount, at: Date): Promise<void> {
    account.replace(at);
    // Inserts go before updates in one flush: the place has to be free before its next holder is written.
    await this.#em.flush();
  }

  findCurrentForUpdate(sellerId: string, provider: string): Promise<SellerAccount | null> {
    return this.#em.findOne(SellerAccount, { $and: [{ sellerId, provider }, byField({ _replacedAt: null })] }, locked);
  }

  findByAccountForUpdate(provider: string, accountId: string): Promise<SellerAccount | null> {
    return this.#em.findOne(SellerAccount, byField({ provider, _accountId: accountId }), locked);
  }

  ofSellerForUpdate(sellerId: string): Promise<SellerAccount[]> {
    return this.#em.find(SellerAccount, { sellerId }, { ...locked, orderBy: { createdAt: 'desc', id: 'desc' } });
  }

  async lockNextPayoutDue(at: Date): Promise<SellerAccount | null> {
    const due = "status = 'active' and payouts_enabled and next_payout_at <= ? order by next_payout_at, id";
    const id = await claimNext(this.#writer, 'seller_accounts', due, [at]);
    return id === null ? null : this.findForUpdate(id);
  }

  async lockNextUnchecked(before: Date): Promise<SellerAccount | null> {
    const due = "status <> 'active' and replaced_at is null and account_id is not null and checked_at < ? order by checked_at, id";
    const id = await claimNext(this.#writer, 'seller_accounts', due, [before]);
    return id === null ? null : this.findForUpdate(id);
  }
}
