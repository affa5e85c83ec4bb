import type { Container } from 'inversify';
import { AlreadyAnswered, KeyedOnce } from '#adapters/http/platform/once.ts';
import { PlaceOrder } from '#application/marketplace/place-order.ts';
import { type OrderSnapshot, SalesRecords } from '#application/marketplace/ports.ts';
import { RequestRefund } from '#application/marketplace/request-refund.ts';
import { SettlePayment } from '#application/marketplace/settle-payment.ts';
import { SettleRefund } from '#application/marketplace/settle-refund.ts';
import type { Actor } from '#application/shared/actor.ts';
import { IdempotencyKeys, type Once } from '#application/shared/idempotency.ts';
import { Clock, Ids } from '#application/shared/ports.ts';
import { GivenUp } from '#bootstrap/given-up.ts';
import { SandboxOrNone } from '#bootstrap/modules/payments.module.ts';
import type { Sandbox } from '#bootstrap/sandbox.ts';
import { DomainError } from '#domain/shared/domain-error.ts';
import { type Actors, type DemoOrder, demo } from './demo.ts';
import type { Shelf } from './shelf.ts';

/** Runs what takes effect once over all runs of the seed, and answers the id of what that made. */
async function onceOverAll<T extends { id: string }>(
  container: Container,
  key: string,
  work: (once: Once<T>) => Promise<T>,
): Promise<string> {
  const once = new KeyedOnce<T>({
    keys: container.get(IdempotencyKeys),
    clock: container.get(Clock),
    key: { scope: 'seed', key, fingerprint: 'seed' },
    freshId: container.get(Ids).next(),
    render: (made) => {
      if (made instanceof DomainError) throw made;
      return { status: 200, location: null, body: made.id };
    },
  });
  try {
    return (await work(once)).id;
  } catch (error) {
    if (error instanceof AlreadyAnswered) return error.answer.body;
    throw error;
  }
}

class DemoOrders {
  readonly #container: Container;
  readonly #sandbox: Sandbox;

  constructor(container: Container, sandbox: Sandbox) {
    this.#container = container;
    this.#sandbox = sandbox;
  }

  async make(number: number, { items, end, promoCode }: DemoOrder, buyer: Actor, shelf: Shelf): Promise<OrderSnapshot> {
    const wanted = items.map(([title, licence]) => ({ productId: shelf.productOf(title, licence) }));
    const orderId = await onceOverAll<OrderSnapshot>(this.#container, `order-${number}`, (once) =>
      this.#container.get(PlaceOrder).execute({ buyer, items: wanted, promoCode, once }),
    );
    const placed = await this.#read(orderId);
    if (end !== 'pending' && placed.status === 'pending') await this.#endPayment(placed, end);
    const refund = end === 'refunded' || end === 'partially_refunded' || end === 'refund_pending';
    if (refund && (await this.#read(orderId)).status !== end) await this.#refund(number, placed, end, buyer);
    return this.#read(orderId);
  }

  async #endPayment(order: OrderSnapshot, end: DemoOrder['end']): Promise<void> {
    const { provider, control } = this.#sandbox;
    const paymentId = order.paymentId ?? '';
    if (end === 'canceled') await provider.cancelPayment(order.id, paymentId);
    else control.settlePayment(paymentId, end === 'failed' ? 'failed' : 'succeeded', 'drop');
    const payment = await provider.getPayment(paymentId);
    if (!payment) throw new GivenUp(`the sandbox does not know the payment of order ${order.id}: was its file deleted?`);
    await this.#container.get(SettlePayment).execute(provider.name, payment);
  }

  async #refund(number: number, order: OrderSnapshot, end: DemoOrder['end'], actor: Actor): Promise<void> {
    const { provider, control } = this.#sandbox;
    const productIds = end === 'partially_refunded' ? order.items.slice(0, 1).map((item) => item.productId) : undefined;
    const refundId = await onceOverAll(this.#container, `refund-${number}`, (once) =>
      this.#container.get(RequestRefund).execute({ orderId: order.id, actor, productIds, reason: 'a refund of the demo', once }),
    );
    if (end === 'refund_pending') return;
    control.settleRefund(refundId, 'succeeded', 'drop');
    const told = await provider.findRefund(refundId);
    if (!told) throw new GivenUp(`the sandbox does not know refund ${refundId}: was its file deleted?`);
    await this.#container.get(SettleRefund).execute(provider.name, told);
  }

  async #read(orderId: string): Promise<OrderSnapshot> {
    const order = await this.#container.get(SalesRecords).findOrder(orderId);
    if (!order) throw new GivenUp(`order ${orderId} of the demo has gone`);
    return order;
  }
}

/** Every order of the demo, in the state that it is to show. Webhooks are left out: what they would bring is read at once. */
export async function makeOrders(container: Container, actors: Actors, shelf: Shelf): Promise<OrderSnapshot[]> {
  const sandbox = await container.getAsync(SandboxOrNone);
  if (!sandbox) throw new GivenUp('the demo needs PAYMENT_PROVIDER=sandbox: it pays for its orders');
  await Promise.all([PlaceOrder, SettlePayment, RequestRefund, SettleRefund].map((service) => container.getAsync<object>(service)));
  const orders = new DemoOrders(container, sandbox);
  const made: OrderSnapshot[] = [];
  for (const [number, order] of demo.orders.entries()) {
    const buyer = actors.get(order.buyer);
    if (buyer) made.push(await orders.make(number, order, buyer, shelf));
  }
  return made;
}
