import { JobHandler, type JobPayload, type UnitOfWork } from '#application/shared/ports.ts';
import { decimalsOf } from '#domain/shared/currency-decimals.ts';
import type { Money } from '#domain/shared/money.ts';
import { ORDER_NOTICES } from './jobs.ts';
import type { Messages, OrderSnapshot, Orders, People } from './ports.ts';
import { snapshotOrder } from './snapshots.ts';

type Deps = { unitOfWork: UnitOfWork; orders: Orders; people: People; messages: Messages };

const events = {
  completed: 'Your receipt for order',
  undeliverable: 'Your money is coming back: order',
  refunded: 'Your refund for order',
  refund_failed: 'Your refund did not succeed: order',
} as const;
type OrderEvent = keyof typeof events;
const isEvent = (name: unknown): name is OrderEvent => typeof name === 'string' && Object.hasOwn(events, name);

/** Tells the buyer, and after a sale the sellers, what happened to an order: all of its mails are enqueued together. */
export class SendOrderNotices extends JobHandler {
  readonly jobName = ORDER_NOTICES;
  readonly #deps: Deps;

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
  }

  override async execute({ orderId, event }: JobPayload): Promise<void> {
    if (!isEvent(event)) throw new Error(`there are no notices for ${String(event)}`);
    const { unitOfWork, orders, people, messages } = this.#deps;
    await unitOfWork.run(async () => {
      const found = await orders.find(String(orderId));
      if (!found) throw new Error(`order ${String(orderId)} is gone`);
      const order = snapshotOrder(found);
      const about = `order:${order.id}`;
      const buyer = await people.contact(order.buyerId);
      if (buyer)
        await messages.post({ to: buyer.email, subject: `${events[event]} ${order.id}`, text: buyerText(order, event, buyer.name), about });
      if (event !== 'completed') return;
      for (const sellerId of new Set(order.items.map((item) => item.sellerId))) {
        const seller = await people.contact(sellerId);
        if (seller)
          await messages.post({
            to: seller.email,
            subject: `You made a sale: order ${order.id}`,
            text: sellerText(order, sellerId, seller.name),
            about,
          });
      }
    });
  }
}

function buyerText(order: OrderSnapshot, event: OrderEvent, name: string): string {
  const lines = order.items.map((item) => `  ${item.title} (${item.licence} licence): ${inMajorUnits(item.total, order.total)}`);
  const said = {
    completed: `thank you for your purchase. These licences are yours now:\n\n${lines.join('\n')}\n\nTotal: ${inMajorUnits(order.total.amount, order.total)}`,
    undeliverable: 'what you paid for has gone to somebody else. Your money is on its way back to you.',
    refunded: `${inMajorUnits(order.refunded.amount, order.total)} of this order has been refunded.`,
    refund_failed: 'the payment provider could not make the refund. The order is as it was before; you may ask again.',
  };
  return `Hello ${name},\n\n${said[event]}\n\nOrder ${order.id}\n`;
}

function sellerText(order: OrderSnapshot, sellerId: string, name: string): string {
  const own = order.items.filter((item) => item.sellerId === sellerId);
  const lines = own.map((item) => `  ${item.title} (${item.licence} licence): ${inMajorUnits(item.sellerShare, order.total)} for you`);
  return `Hello ${name},\n\nyou sold:\n\n${lines.join('\n')}\n\nOrder ${order.id}\n`;
}

/** For people to read, as in `12.99 EUR`, with the currency's own number of decimals (ISO 4217). */
function inMajorUnits(amount: bigint, { currency }: Money): string {
  const digits = decimalsOf(currency);
  const text = amount.toString().padStart(digits + 1, '0');
  return digits === 0 ? `${text} ${currency}` : `${text.slice(0, -digits)}.${text.slice(-digits)} ${currency}`;
}
