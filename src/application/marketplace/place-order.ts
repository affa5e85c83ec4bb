import type { Actor } from '#application/shared/actor.ts';
import type { Once } from '#application/shared/idempotency.ts';
import { keepRefusal } from '#application/shared/keep-refusal.ts';
import type { PaymentProviders } from '#application/shared/payment-provider.ts';
import type { Clock, UnitOfWork } from '#application/shared/ports.ts';
import { Order } from '#domain/marketplace/order.ts';
import { priceItems } from '#domain/marketplace/order-item.ts';
import type { LicenceKind, Product } from '#domain/marketplace/product.ts';
import type { Money } from '#domain/shared/money.ts';
import type { CompleteOrder } from './complete-order.ts';
import { OrderRefused, PaymentProviderUnavailable } from './errors.ts';
import type { ExclusiveRights } from './exclusive-rights.ts';
import type { OpenPayment } from './open-payment.ts';
import type { OrderSnapshot, Orders, Products, SaleTerms } from './ports.ts';
import type { PromoCodeAttempts } from './promo-code-attempts.ts';
import type { RedeemPromoCode } from './redeem-promo-code.ts';
import { snapshotOrder } from './snapshots.ts';

type Deps = {
  unitOfWork: UnitOfWork;
  products: Products;
  exclusiveRights: ExclusiveRights;
  orders: Orders;
  redeemPromoCode: RedeemPromoCode;
  promoCodeAttempts: PromoCodeAttempts;
  completeOrder: CompleteOrder;
  openPayment: OpenPayment;
  providers: PaymentProviders;
  clock: Clock;
  terms: SaleTerms;
};
type WantedItem = { productId: string; licence?: LicenceKind | undefined };
type Command = { buyer: Actor; items: WantedItem[]; promoCode?: string | undefined; once: Once<OrderSnapshot> };

export class PlaceOrder {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @throws {OrderRefused | ProductUnavailable | PromoCodeRefused | PaymentProviderUnavailable | PaymentRefused | TooManyRequests} */
  async execute(command: Command): Promise<OrderSnapshot> {
    const { unitOfWork, openPayment, promoCodeAttempts } = this.#deps;
    const place = () => keepRefusal({ unitOfWork, once: command.once }, () => this.#place(command));
    const { order, begunBefore } = command.promoCode ? await promoCodeAttempts.guard(command.buyer.userId, place) : await place();
    if (begunBefore) return openPayment.execute(order.id, command.once);
    return order.status === 'pending' ? openPayment.open(order, command.once) : order;
  }

  async #place({ buyer, items, promoCode, once }: Command): Promise<{ order: OrderSnapshot; begunBefore: boolean }> {
    const { orders, products, exclusiveRights, providers, redeemPromoCode, completeOrder, clock, terms } = this.#deps;
    await once.begin();
    const begun = await orders.findForUpdate(once.resourceId);
    if (begun) return { order: snapshotOrder(begun), begunBefore: true };

    const found = new Map((await products.findManyForSale(items.map((item) => item.productId))).map((product) => [product.id, product]));
    const chosen = items.map((item, index) => requireForSale(found.get(item.productId), item, index, items, buyer));
    const currency = requireOneCurrency(chosen);
    const orderId = once.resourceId;
    await exclusiveRights.requireFree(chosen, orderId);
    const lines = chosen.map((product) => ({ ...pick(product), productId: product.id }));
    const promo = promoCode ? await redeemPromoCode.execute(promoCode, lines, { orderId, buyerId: buyer.userId, currency }) : null;
    const priced = priceItems(lines, promo?.discounts ?? [], terms.commissionBps);
    const isFree = priced.every((item) => item.total === 0n);
    const provider = providers.current();
    if (!isFree && !provider) throw new PaymentProviderUnavailable();

    for (const product of chosen) product.hold(orderId);
    const order = new Order({
      id: orderId,
      buyerId: buyer.userId,
      currency,
      items: priced,
      provider: isFree ? null : (provider?.name ?? null),
      promoCodeId: promo?.promoCodeId ?? null,
      at: clock.now(),
    });
    await orders.add(order);
    if (!isFree) return { order: snapshotOrder(order), begunBefore: false };
    await completeOrder.execute(order);
    const completed = snapshotOrder(order);
    await once.finish(completed);
    return { order: completed, begunBefore: false };
  }
}

function pick({ trackId, sellerId, title, licence, price }: Product): {
  trackId: string;
  sellerId: string;
  title: string;
  licence: LicenceKind;
  price: Money;
} {
  return { trackId, sellerId, title, licence, price };
}

function requireForSale(product: Product | undefined, item: WantedItem, index: number, items: WantedItem[], buyer: Actor): Product {
  if (product?.status !== 'published') throw new OrderRefused('PRODUCT_NOT_FOR_SALE', 'this product is not for sale', index);
  if (product.sellerId === buyer.userId) throw new OrderRefused('OWN_PRODUCT', 'this is your own product', index);
  if (items.findIndex((other) => other.productId === item.productId) !== index) {
    throw new OrderRefused('DUPLICATE_ITEM', 'this product is in the order twice', index);
  }
  if (item.licence && item.licence !== product.licence) {
    throw new OrderRefused('LICENCE_MISMATCH', `this product is offered with the ${product.licence} licence`, index);
  }
  return product;
}

function requireOneCurrency(products: Product[]): string {
  const [first] = products;
  const other = products.findIndex((product) => product.price.currency !== first?.price.currency);
  if (!first || other !== -1) throw new OrderRefused('MIXED_CURRENCIES', 'an order has one currency', Math.max(other, 0));
  return first.price.currency;
}
