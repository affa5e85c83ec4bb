import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Container, Newable } from 'inversify';
import { countTransitions } from '#adapters/metrics/count-transitions.ts';
import { SqlLedgerBooks } from '#adapters/persistence/ledger/sql-ledger-books.ts';
import { ChangeProduct } from '#application/marketplace/change-product.ts';
import { CreateProduct } from '#application/marketplace/create-product.ts';
import { PlaceOrder } from '#application/marketplace/place-order.ts';
import { type OrderSnapshot, type RefundSnapshot, SalesRecords } from '#application/marketplace/ports.ts';
import { RequestRefund } from '#application/marketplace/request-refund.ts';
import { SettlePayment } from '#application/marketplace/settle-payment.ts';
import { SettleRefund } from '#application/marketplace/settle-refund.ts';
import type { Actor } from '#application/shared/actor.ts';
import type { Once } from '#application/shared/idempotency.ts';
import { JobWorker } from '#application/shared/jobs.ts';
import { type PaymentProvider, PaymentProviders } from '#application/shared/payment-provider.ts';
import { Clock, Log, Metrics } from '#application/shared/ports.ts';
import { readConfig } from '#bootstrap/config.ts';
import { buildContainer } from '#bootstrap/container.ts';
import { SandboxOrNone } from '#bootstrap/modules/payments.module.ts';
import { Database } from '#bootstrap/modules/persistence.module.ts';
import type { Sandbox } from '#bootstrap/sandbox.ts';
import type { LicenceKind } from '#domain/marketplace/product.ts';
import { Money } from '#domain/shared/money.ts';
import type { DatabaseKind, TestDatabase } from './databases.ts';
import { TestClock } from './test-clock.ts';

export const eur = (amount: number | bigint) => Money.of(BigInt(amount), 'EUR');

/** A request without a key: every call is a new one. */
export function once<Result>(resourceId: string = randomUUID()): Once<Result> & { finished: unknown[] } {
  const finished: unknown[] = [];
  return { resourceId, finished, begin: async () => undefined, finish: async (result) => void finished.push(result) };
}

/** The whole product without its HTTP server, on a database of the test, with the sandbox as its provider. */
export class Shop {
  readonly db: TestDatabase;
  readonly container: Container;
  readonly clock: TestClock;
  readonly sandbox: Sandbox;
  readonly #dataDir: string;

  private constructor(parts: { db: TestDatabase; container: Container; clock: TestClock; sandbox: Sandbox; dataDir: string }) {
    this.db = parts.db;
    this.container = parts.container;
    this.clock = parts.clock;
    this.sandbox = parts.sandbox;
    this.#dataDir = parts.dataDir;
  }

  static async open(kind: DatabaseKind, environment: Record<string, string> = {}): Promise<Shop> {
    const db = await kind.open();
    const dataDir = mkdtempSync(join(tmpdir(), 'veza-shop-'));
    const url = db.config.dialect === 'postgres' ? db.config.url : 'sqlite::memory:';
    const config = readConfig({
      NODE_ENV: 'test',
      DATA_DIR: dataDir,
      DATABASE_URL: url,
      MAILER: 'memory',
      LOG_LEVEL: 'silent',
      ...environment,
    });
    const container = await buildContainer(config);
    await container.unbind(Database);
    container.bind(Database).toConstantValue(db);
    countTransitions(db.transitions, container.get(Metrics));
    const clock = new TestClock();
    await container.unbind(Clock);
    container.bind(Clock).toConstantValue(clock);
    const sandbox = await container.getAsync(SandboxOrNone);
    if (!sandbox) throw new Error('the shop sells through the sandbox');
    await container.getAsync(PaymentProviders);
    return new Shop({ db, container, clock, sandbox, dataDir });
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    await this.container.unbindAllAsync();
    await this.db.close();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  get<T extends object>(service: Newable<T, never[]> | (abstract new (...args: never[]) => T)): Promise<T> {
    return this.container.getAsync(service as Newable<T>);
  }

  async user(role: Actor['role'] = 'user'): Promise<Actor> {
    const userId = randomUUID();
    const name = `u${userId.slice(0, 12).replaceAll('-', '')}`;
    await this.db.unitOfWork.run(() =>
      this.db.writer.run(
        `insert into users (id, email, username, username_key, created_at, password_hash, role, email_verified_at, version)
         values (?, ?, ?, ?, ?, 'none', ?, ?, 1)`,
        [userId, `${name}@example.com`, name, name, this.clock.now(), role, this.clock.now()],
      ),
    );
    return { userId, role };
  }

  /** A published product of the seller, on a track of its own. */
  async product(seller: Actor, offer: { price?: number; currency?: string; licence?: LicenceKind } = {}): Promise<string> {
    const price = Money.of(BigInt(offer.price ?? 1000), offer.currency ?? 'EUR');
    const trackId = await this.track(seller);
    const create = await this.get(CreateProduct);
    const productId = await create.execute({ actor: seller, trackId, title: 'A track', price, licence: offer.licence ?? 'basic' });
    await (await this.get(ChangeProduct)).execute({ actor: seller, productId, change: { verb: 'publish' } });
    return productId;
  }

  async track(owner: Actor): Promise<string> {
    const id = randomUUID();
    const now = this.clock.now();
    await this.db.unitOfWork.run(() =>
      this.db.writer.run(
        `insert into tracks (id, owner_id, storage_backend, storage_key, title, visibility, status, created_at, updated_at, version,
           recording_content_type, recording_size, recording_sha256, recording_duration_ms, recording_stored_at)
         values (?, ?, 'memory', ?, 'A track', 'public', 'ready', ?, ?, 1, 'audio/wav', 1, ?, 1, ?)`,
        [id, owner.userId, `tracks/${id}.wav`, now, now, '0'.repeat(64), now],
      ),
    );
    return id;
  }

  async order(buyer: Actor, productIds: string[], more: { promoCode?: string; once?: Once<OrderSnapshot> } = {}): Promise<OrderSnapshot> {
    const items = productIds.map((productId) => ({ productId }));
    return (await this.get(PlaceOrder)).execute({ buyer, items, promoCode: more.promoCode, once: more.once ?? once() });
  }

  /** The buyer pays, and the provider's word of it arrives. */
  async pay(order: OrderSnapshot): Promise<OrderSnapshot> {
    this.sandbox.control.settlePayment(order.paymentId ?? '', 'succeeded', 'drop');
    await this.paymentNews(order);
    return this.orderNow(order.id);
  }

  async paymentNews(order: { paymentId: string | null }) {
    const payment = await this.provider.getPayment(order.paymentId ?? '');
    if (!payment) throw new Error('the sandbox knows no such payment');
    return (await this.get(SettlePayment)).execute('sandbox', payment);
  }

  async purchase(buyer: Actor, productIds: string[]): Promise<OrderSnapshot> {
    return this.pay(await this.order(buyer, productIds));
  }

  async refund(
    order: OrderSnapshot,
    actor: Actor,
    more: { amount?: bigint; productIds?: string[]; once?: Once<RefundSnapshot> } = {},
  ): Promise<RefundSnapshot> {
    return (await this.get(RequestRefund)).execute({ orderId: order.id, actor, once: once(), ...more });
  }

  /** The provider makes up its mind about a refund, and its word of it arrives. */
  async settleRefund(refundId: string, status: 'succeeded' | 'failed') {
    this.sandbox.control.settleRefund(refundId, status, 'drop');
    const refund = await this.provider.findRefund(refundId, '');
    if (!refund) throw new Error('the sandbox knows no such refund');
    return (await this.get(SettleRefund)).execute('sandbox', refund);
  }

  async orderNow(orderId: string): Promise<OrderSnapshot> {
    const order = await (await this.get(SalesRecords)).findOrder(orderId);
    if (!order) throw new Error('there is no such order');
    return order;
  }

  async drainJobs(): Promise<void> {
    await (await this.get(JobWorker)).drain();
  }

  /** Debits less credits of an account. */
  async balance(account: string, currency = 'EUR'): Promise<bigint> {
    const books = await new SqlLedgerBooks({ reader: this.db.reader }).balances();
    return books.find((total) => total.account === account && total.currency === currency)?.balance ?? 0n;
  }

  async auditFaults(): Promise<string[]> {
    const { faults } = await new SqlLedgerBooks({ reader: this.db.reader }).audit();
    return faults.map(({ check, detail }) => `${check}: ${detail}`);
  }

  get provider(): PaymentProvider {
    const provider = this.container.get(PaymentProviders).current();
    if (!provider) throw new Error('there is no provider');
    return provider;
  }

  get log(): Log {
    return this.container.get(Log);
  }
}
