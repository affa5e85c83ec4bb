import { randomUUID } from 'node:crypto';
import type { Reply } from '../../scripts/tour/reply.ts';
import { Visitor } from '../../scripts/tour/visitor.ts';
import { eventually } from './eventually.ts';
import { type Person, RunningProduct } from './running-product.ts';

/** What `RunningProduct` gives everybody. */
export const password = 'correct horse battery staple';

/** A browser without a screen: it keeps the cookie, and says where it comes from. */
export class ConsoleVisitor extends Visitor {
  cookie = '';

  async look(path: string): Promise<Reply> {
    const reply = await this.send('GET', `//admin${path}`, { headers: { cookie: this.cookie } });
    return this.#keep(reply);
  }

  /** Posts a form as a page of the console would, unless `headers` say otherwise. */
  async push(
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = { origin: this.baseUrl },
  ): Promise<Reply> {
    const sent = { body: new URLSearchParams(fields), headers: { cookie: this.cookie, ...headers } };
    return this.#keep(await this.send('POST', `//admin${path}`, sent));
  }

  async logIn({ email }: { email: string }): Promise<Reply> {
    return this.push('/login', { email, password });
  }

  /** What the forms on a page carry. */
  async formToken(): Promise<string> {
    return /name="form_token" value="([^"]+)"/.exec(htmlOf(await this.look('/jobs')))?.[1] ?? '';
  }

  #keep(reply: Reply): Reply {
    const given = reply.header('set-cookie');
    if (given) this.cookie = given.split(';')[0] ?? '';
    return reply;
  }
}

export const htmlOf = (reply: Reply): string => reply.bytes.toString('utf8');

/** The product with the sandbox, an operator, and people whose money moves. */
export class ConsoleWorld {
  readonly product: RunningProduct;
  readonly admin: Person;
  readonly seller: Person;
  readonly buyer: Person;

  private constructor(parts: Pick<ConsoleWorld, 'product' | 'admin' | 'seller' | 'buyer'>) {
    this.product = parts.product;
    this.admin = parts.admin;
    this.seller = parts.seller;
    this.buyer = parts.buyer;
  }

  static async open(environment: Record<string, string> = {}): Promise<ConsoleWorld> {
    const product = await RunningProduct.start({ database: 'sqlite', environment });
    const [admin, seller, buyer] = [await product.person('admin'), await product.person('creator'), await product.person()];
    return new ConsoleWorld({ product, admin, seller, buyer });
  }

  close(): Promise<void> {
    return this.product.stop();
  }

  visitor(): ConsoleVisitor {
    return new ConsoleVisitor(this.product.urls[0] ?? '');
  }

  async operator(): Promise<ConsoleVisitor> {
    const visitor = this.visitor();
    (await visitor.logIn(this.admin)).is(303);
    return visitor;
  }

  async order({ amount = 1299, title = 'A track' } = {}): Promise<{ id: string; paymentId: string }> {
    const offer = { track_id: await this.product.track(this.seller), title, price: { amount, currency: 'EUR' }, licence: 'basic' };
    const product = (await this.seller.post('/marketplace/products', offer)).is(201).text('id');
    (await this.seller.post(`/marketplace/products/${product}/publish`)).is(200);
    const key = { 'idempotency-key': randomUUID() };
    const placed = (await this.buyer.post('/marketplace/orders', { items: [{ product_id: product }] }, key)).is(201);
    return { id: placed.text('id'), paymentId: placed.text('payment.payment_id') };
  }

  /** Bought, paid, and the seller's share on its way. */
  async sale(offer: { amount?: number; title?: string } = {}): Promise<string> {
    const { id, paymentId } = await this.order(offer);
    (await this.buyer.post(`/sandbox/payments/${paymentId}/succeed`)).is(200);
    await this.waitFor(`transfer of ${id}`, "select id from transfers where order_id = ? and status = 'completed'", id);
    return id;
  }

  async refund(orderId: string): Promise<void> {
    const refund = (await this.buyer.post(`/marketplace/orders/${orderId}/refund`, { reason: 'It is too <loud> & fast' }))
      .is(202)
      .text('refund.id');
    (await this.buyer.post(`/sandbox/refunds/${refund}/succeed`)).is(200);
    await this.waitFor(`end of refund ${refund}`, "select id from refunds where id = ? and status = 'succeeded'", refund);
  }

  /** A job that failed for good, which no queue would give us in time. */
  async deadJob(orderId: string): Promise<string> {
    const id = randomUUID();
    const now = new Date();
    await this.product.sql(
      `insert into jobs (id, name, payload, state, attempts, run_at, last_error, enqueued_at, died_at)
       values (?, 'order-notices', ?, 'dead', 8, ?, 'connect <ECONNREFUSED> 127.0.0.1:587', ?, ?)`,
      [id, JSON.stringify({ orderId, event: 'completed', text: 'private words' }), now, now, now],
    );
    return id;
  }

  async waitFor(what: string, query: string, id: string): Promise<void> {
    await eventually(what, async () => (await this.product.sql(query, [id]))[0] ?? null);
  }
}
