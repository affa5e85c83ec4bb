import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { Payouts, Reversals, SellerAccounts } from '#application/payouts/ports.ts';
import { openPayoutStatuses, Payout } from '#domain/payouts/payout.ts';
import { Reversal } from '#domain/payouts/reversal.ts';
import { SellerAccount } from '#domain/payouts/seller-account.ts';

const locked = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;
const unclaimed = { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE } as const;

export class MikroOrmReversals implements Reversals {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(reversal: Reversal): Promise<void> {
    this.#em.persist(reversal);
  }

  ofTransfer(transferId: string): Promise<Reversal[]> {
    return this.#em.find(Reversal, { transferId }, { orderBy: { createdAt: 'asc', id: 'asc' } });
  }
}

export class MikroOrmSellerAccounts implements SellerAccounts {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
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
    return this.#em.findOne(SellerAccount, { sellerId, provider, replacedAt: null }, locked);
  }

  findByAccountForUpdate(provider: string, accountId: string): Promise<SellerAccount | null> {
    return this.#em.findOne(SellerAccount, { provider, accountId }, locked);
  }

  ofSellerForUpdate(sellerId: string): Promise<SellerAccount[]> {
    return this.#em.find(SellerAccount, { sellerId }, { ...locked, orderBy: { createdAt: 'desc', id: 'desc' } });
  }

  lockNextPayoutDue(at: Date): Promise<SellerAccount | null> {
    const due = { status: 'active' as const, payoutsEnabled: true, nextPayoutAt: { $lte: at } };
    return this.#em.findOne(SellerAccount, due, { ...unclaimed, orderBy: { nextPayoutAt: 'asc', id: 'asc' } });
  }

  lockNextUnchecked(before: Date): Promise<SellerAccount | null> {
    const inactive = { status: { $ne: 'active' as const }, replacedAt: null, accountId: { $ne: null }, checkedAt: { $lt: before } };
    return this.#em.findOne(SellerAccount, inactive, { ...unclaimed, orderBy: { checkedAt: 'asc', id: 'asc' } });
  }
}

export class MikroOrmPayouts implements Payouts {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(payout: Payout): Promise<void> {
    this.#em.persist(payout);
  }

  findForUpdate(id: string): Promise<Payout | null> {
    return this.#em.findOne(Payout, { id }, locked);
  }

  findByProviderIdForUpdate(provider: string, providerPayoutId: string): Promise<Payout | null> {
    return this.#em.findOne(Payout, { provider, providerPayoutId }, locked);
  }

  findOpen(sellerId: string, currency: string): Promise<Payout | null> {
    return this.#em.findOne(Payout, { sellerId, amount: { currency }, status: { $in: [...openPayoutStatuses] } });
  }

  lockNextDue(at: Date): Promise<Payout | null> {
    return this.#em.findOne(Payout, { nextCheckAt: { $lte: at } }, { ...unclaimed, orderBy: { nextCheckAt: 'asc', id: 'asc' } });
  }
}
