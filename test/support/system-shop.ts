import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WebhookEvent } from '#test/stand-ins/wire/webhook-sender.ts';
import type { Reply } from '../../scripts/tour/reply.ts';
import type { Visitor } from '../../scripts/tour/visitor.ts';
import { eventually } from './eventually.ts';
import { openPayingProvider, type PayingProvider } from './paying-provider.ts';
import { type Person, RunningProduct } from './running-product.ts';

export type World = { database: 'sqlite' | 'postgres'; instances: number; provider: 'hyperswitch' | 'stripe' };
export type Placed = { id: string; paymentId: string; total: number };
/** One line of the books in an audit's answer. */
export type AccountBalance = { account: string; balance: { amount: number; currency: string } };
type Offer = { amount?: number; currency?: string; licence?: 'basic' | 'premium' | 'exclusive' };

/** Each way of running that what happens to money is tried in. */
export const worlds: readonly World[] = [
  { database: 'sqlite', instances: 1, provider: 'stripe' },
  { database: 'postgres', instances: 2, provider: 'hyperswitch' },
];
export const titleOf = ({ database, instances, provider }: World) => `${instances} on ${database} with ${provider}`;

/** People who trade over HTTP in a running product, and the provider that they pay at. */
export class SystemShop {
  readonly product: RunningProduct;
  readonly provider: PayingProvider;
  readonly admin: Person;
  readonly seller: Person;
  readonly buyer: Person;

  private constructor(parts: Pick<SystemShop, 'product' | 'provider' | 'admin' | 'seller' | 'buyer'>) {
    this.product = parts.product;
    this.provider = parts.provider;
    this.admin = parts.admin;
    this.seller = parts.seller;
    this.buyer = parts.buyer;
  }

  static async open({ provider: name, ...world }: World, more: Record<string, string> = {}): Promise<SystemShop> {
    const provider = await openPayingProvider[name]();
    try {
      const product = await RunningProduct.start({ ...world, environment: { PAYMENT_PROVIDER: name, ...provider.environment, ...more } });
      provider.server.webhooks.url = `${product.urls[0]}/api/v1/webhooks/${name}`;
      const [admin, seller, buyer] = [await product.person('admin'), await product.person('creator'), await product.person()];
      return new SystemShop({ product, provider, admin, seller, buyer });
    } catch (error) {
      await provider.server.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.provider.server.stop();
    await this.product.stop();
  }

  /** A published product on a track of its own. */
  async offer({ amount = 1299, currency = 'EUR', licence = 'basic' }: Offer = {}, seller = this.seller): Promise<string> {
    const body = { track_id: await this.product.track(seller), title: 'A track', price: { amount, currency }, licence };
    const id = (await seller.post('/marketplace/products', body)).is(201).text('id');
    (await seller.post(`/marketplace/products/${id}/publish`)).is(200);
    return id;
  }

  async order(products: string[], { buyer = this.buyer as Visitor, promoCode = '' } = {}): Promise<Placed> {
    return placed((await ask(buyer, products, { promoCode })).is(201));
  }

  /** Bought and paid for. */
  async sale(products: string[], buyer = this.buyer): Promise<Placed> {
    const order = await this.order(products, { buyer });
    await this.provider.world.pay(order.paymentId);
    await this.orderThatIs(order.id, 'completed');
    return order;
  }

  /** `providerId` is what we know of it: null when the provider's answer was lost. */
  async refund(orderId: string, body: object = {}, by: Visitor = this.buyer): Promise<{ id: string; providerId: string }> {
    const id = (await by.post(`/marketplace/orders/${orderId}/refund`, body)).is(202).text('refund.id');
    const [row] = await this.product.sql('update refunds set reason = reason where id = ? returning provider_refund_id', [id]);
    return { id, providerId: String(row?.['provider_refund_id']) };
  }

  async orderThatIs(id: string, status: string): Promise<Reply> {
    let seen: Reply | null = null;
    const ask = async () => {
      seen = (await this.admin.get(`/marketplace/orders/${id}`)).is(200);
      return seen.at('status') === status ? seen : null;
    };
    return eventually(`order that is ${status}`, ask, () => String(seen?.bytes));
  }

  /** Licences that order gave, by their status. */
  async licencesOf(orderId: string, owner = this.buyer): Promise<string[]> {
    const all = (await owner.get('/licenses/mine?limit=100')).is(200).at('data') as { order_id: string; status: string }[];
    return all.filter((licence) => licence.order_id === orderId).map(({ status }) => status);
  }

  /** Subjects of the mails that somebody got. */
  async mailsTo({ email }: Person): Promise<string[]> {
    const folder = join(this.product.dataDir, 'mail');
    const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.eml'));
    const mails = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
    return mails.filter((mail) => mail.includes(`To: ${email}`)).map((mail) => /^Subject: (.*)$/m.exec(mail)?.[1]?.trim() ?? '');
  }

  async reconcile(): Promise<void> {
    (await this.admin.post('/admin/reconcile', { all: true })).is(200);
  }

  /** Has the provider's word delivered to every instance at once, `copies` times. Answers the statuses. */
  async deliver(event: WebhookEvent, copies = 1): Promise<number[]> {
    const urls = Array.from({ length: copies }, () => this.product.urls).flat();
    return Promise.all(urls.map((url) => this.post(url, event.body, event.headersAt(new Date()))));
  }

  async post(url: string, body: Buffer, headers: Record<string, string>): Promise<number> {
    const init = { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': 'application/json', ...headers } };
    const response = await fetch(`${url}/api/v1/webhooks/${this.provider.name}`, init);
    await response.arrayBuffer();
    return response.status;
  }

  /** Makes what was written earlier than it was: nothing else can let time pass for a running product. */
  async age(table: 'orders' | 'refunds' | 'transfers', id: string, hours: number): Promise<void> {
    const before = new Date(Date.now() - hours * 3_600_000);
    await this.product.sql(`update ${table} set created_at = ? where id = ?`, [before, id]);
  }

  /** The books balance, and say of the provider what it says of itself, to the cent. */
  async checkBooks(): Promise<Record<string, number>> {
    const audit = (await this.admin.get('/admin/ledger/audit')).is(200);
    assert.deepEqual([audit.at('balanced'), audit.at('faults')], [true, []]);
    const balances = audit.at('balances') as AccountBalance[];
    const books = Object.fromEntries(balances.map(({ account, balance }) => [account, balance.amount]));
    assert.equal(books[`psp:${this.provider.name}:EUR`] ?? 0, this.provider.held(), 'what the provider holds');
    return books;
  }
}

/** Asks for an order, whatever comes of it. */
export function ask(buyer: Visitor, products: string[], { promoCode = '', key = randomUUID() as string } = {}): Promise<Reply> {
  const items = products.map((id) => ({ product_id: id }));
  const body = { items, ...(promoCode === '' ? {} : { promo_code: promoCode }) };
  return buyer.post('/marketplace/orders', body, { 'idempotency-key': key });
}

export const placed = (reply: Reply): Placed => ({
  id: reply.text('id'),
  paymentId: String(reply.at('payment.payment_id')),
  total: Number(reply.at('total.amount')),
});
