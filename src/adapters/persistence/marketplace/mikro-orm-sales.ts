import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { Disputes, Licences, Orders, Refunds } from '#application/marketplace/ports.ts';
import { Dispute } from '#domain/marketplace/dispute.ts';
import { Licence } from '#domain/marketplace/licence.ts';
import { Order } from '#domain/marketplace/order.ts';
import { Refund } from '#domain/marketplace/refund.ts';
import { byField } from '../maps.ts';

const locked = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

export class MikroOrmOrders implements Orders {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(order: Order): Promise<void> {
    this.#em.persist(order);
  }

  find(id: string): Promise<Order | null> {
    return this.#em.findOne(Order, { id });
  }

  findForUpdate(id: string): Promise<Order | null> {
    return this.#em.findOne(Order, { id }, locked);
  }

  findByPaymentForUpdate(provider: string, paymentId: string): Promise<Order | null> {
    return this.#em.findOne(Order, byField<Order>({ provider, _paymentId: paymentId }), locked);
  }
}

export class MikroOrmRefunds implements Refunds {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(refund: Refund): Promise<void> {
    this.#em.persist(refund);
  }

  find(id: string): Promise<Refund | null> {
    return this.#em.findOne(Refund, { id });
  }

  findForUpdate(id: string): Promise<Refund | null> {
    return this.#em.findOne(Refund, { id }, locked);
  }

  findByProviderIdForUpdate(provider: string, providerRefundId: string): Promise<Refund | null> {
    return this.#em.findOne(Refund, byField<Refund>({ provider, _providerRefundId: providerRefundId }), locked);
  }

  openOf(orderId: string): Promise<Refund[]> {
    return this.#em.find(Refund, byField<Refund>({ orderId, _status: { $in: ['pending', 'review', 'unresolved'] } }), {
      orderBy: { id: 'asc' },
    });
  }
}

export class MikroOrmLicences implements Licences {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(licence: Licence): Promise<void> {
    this.#em.persist(licence);
  }

  ofOrder(orderId: string): Promise<Licence[]> {
    return this.#em.find(Licence, { orderId }, { orderBy: { id: 'asc' } });
  }
}

export class MikroOrmDisputes implements Disputes {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(dispute: Dispute): Promise<void> {
    this.#em.persist(dispute);
  }

  findForUpdate(provider: string, providerDisputeId: string): Promise<Dispute | null> {
    return this.#em.findOne(Dispute, { provider, providerDisputeId }, locked);
  }
}
