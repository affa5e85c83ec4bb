import type { Disputes, Licences, Orders, Refunds } from '#application/marketplace/ports.ts';
import type { Dispute } from '#domain/marketplace/dispute.ts';
import type { Licence } from '#domain/marketplace/licence.ts';
import type { Order } from '#domain/marketplace/order.ts';
import type { Refund, RefundOrigin } from '#domain/marketplace/refund.ts';
import type { AmbientTransaction } from '../ambient-transaction.ts';
import { EntityTable } from '../entity-table.ts';
import { DisputeMapping } from './dispute.mapping.ts';
import { LicenceMapping } from './licence.mapping.ts';
import { OrderMapping } from './order.mapping.ts';
import { RefundMapping } from './refund.mapping.ts';

type Deps = { ambient: AmbientTransaction };

export class SqlOrders implements Orders {
  readonly #orders: EntityTable<Order>;

  constructor({ ambient }: Deps) {
    this.#orders = new EntityTable(ambient, OrderMapping);
  }

  add(order: Order): Promise<void> {
    return this.#orders.add(order);
  }

  find(id: string): Promise<Order | null> {
    return this.#orders.first('id = ?', [id]);
  }

  findForUpdate(id: string): Promise<Order | null> {
    return this.#orders.firstForUpdate('id = ?', [id]);
  }

  findByPaymentForUpdate(provider: string, paymentId: string): Promise<Order | null> {
    return this.#orders.firstForUpdate('provider = ? and payment_id = ?', [provider, paymentId]);
  }
}

export class SqlRefunds implements Refunds {
  readonly #refunds: EntityTable<Refund>;

  constructor({ ambient }: Deps) {
    this.#refunds = new EntityTable(ambient, RefundMapping);
  }

  add(refund: Refund): Promise<void> {
    return this.#refunds.add(refund);
  }

  find(id: string): Promise<Refund | null> {
    return this.#refunds.first('id = ?', [id]);
  }

  findForUpdate(id: string): Promise<Refund | null> {
    return this.#refunds.firstForUpdate('id = ?', [id]);
  }

  findByProviderIdForUpdate(provider: string, providerRefundId: string): Promise<Refund | null> {
    return this.#refunds.firstForUpdate('provider = ? and provider_refund_id = ?', [provider, providerRefundId]);
  }

  openOf(orderId: string): Promise<Refund[]> {
    return this.#refunds.all("order_id = ? and status in ('pending', 'review', 'unresolved') order by id", [orderId]);
  }

  countFailed(orderId: string, origin: RefundOrigin): Promise<number> {
    return this.#refunds.count("order_id = ? and origin = ? and status = 'failed'", [orderId, origin]);
  }
}

export class SqlLicences implements Licences {
  readonly #licences: EntityTable<Licence>;

  constructor({ ambient }: Deps) {
    this.#licences = new EntityTable(ambient, LicenceMapping);
  }

  add(licence: Licence): Promise<void> {
    return this.#licences.add(licence);
  }

  ofOrder(orderId: string): Promise<Licence[]> {
    return this.#licences.all('order_id = ? order by id', [orderId]);
  }
}

export class SqlDisputes implements Disputes {
  readonly #disputes: EntityTable<Dispute>;

  constructor({ ambient }: Deps) {
    this.#disputes = new EntityTable(ambient, DisputeMapping);
  }

  add(dispute: Dispute): Promise<void> {
    return this.#disputes.add(dispute);
  }

  findForUpdate(provider: string, providerDisputeId: string): Promise<Dispute | null> {
    return this.#disputes.firstForUpdate('provider = ? and provider_dispute_id = ?', [provider, providerDisputeId]);
  }

  ofOrder(orderId: string): Promise<Dispute[]> {
    return this.#disputes.all('order_id = ? order by opened_at, id', [orderId]);
  }
}
