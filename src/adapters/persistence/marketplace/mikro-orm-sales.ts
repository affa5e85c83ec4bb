import { type EntityManager, LockMode } from '@mikro-orm/core';
import type { Disputes, Licences, Orders, Products, Refunds } from '#application/marketplace/ports.ts';
import { Dispute } from '#domain/marketplace/dispute.ts';
import { Licence } from '#domain/marketplace/licence.ts';
import { Order } from '#domain/marketplace/order.ts';
import { Product } from '#domain/marketplace/product.ts';
import { Refund } from '#domain/marketplace/refund.ts';

const locked = { lockMode: LockMode.PESSIMISTIC_WRITE } as const;

export class MikroOrmProducts implements Products {
  readonly #em: EntityManager;

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async add(product: Product): Promise<void> {
    this.#em.persist(product);
  }

  findForUpdate(id: string): Promise<Product | null> {
    return this.#em.findOne(Product, { id }, locked);
  }

  async findManyForSale(ids: readonly string[]): Promise<Product[]> {
    const products = await this.#em.find(Product, { id: { $in: [...ids] } }, { orderBy: { id: 'asc' } });
    for (const product of products) {
      if (product.licence === 'exclusive') await this.#em.refresh(product, { ...locked });
    }
    return products;
  }
}

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
    return this.#em.findOne(Order, { provider, paymentId }, locked);
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
    return this.#em.findOne(Refund, { provider, providerRefundId }, locked);
  }

  openOf(orderId: string): Promise<Refund[]> {
    return this.#em.find(Refund, { orderId, status: { $in: ['pending', 'review', 'unresolved'] } }, { orderBy: { id: 'asc' } });
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
