import { generateKeyPairSync } from 'node:crypto';
import { Container, type Newable } from 'inversify';
import { AmbientTransaction } from '#adapters/persistence/ambient-transaction.ts';
import { SqlAuditLog } from '#adapters/persistence/audit/sql-audit-log.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { AuditLog } from '#application/audit/ports.ts';
import { Ledger, LedgerBooks } from '#application/ledger/ports.ts';
import { SellerSettlements } from '#application/marketplace/ports.ts';
import { AdvancePayout } from '#application/payouts/advance-payout.ts';
import { OnSellerFact } from '#application/payouts/on-seller-fact.ts';
import { type PayoutSnapshot, SellerRecords, TransferRecords, type TransferSnapshot } from '#application/payouts/ports.ts';
import { RequestPayout } from '#application/payouts/request-payout.ts';
import { RetryTransfer } from '#application/payouts/retry-transfer.ts';
import { ReverseTransfer } from '#application/payouts/reverse-transfer.ts';
import { SendTransfer } from '#application/payouts/send-transfer.ts';
import { type TransferService, type TransferServiceName, TransferServices } from '#application/payouts/transfer-service.ts';
import { Clock, Ids, JobHandler, JobQueue, Log, UnitOfWork } from '#application/shared/ports.ts';
import { readConfig } from '#bootstrap/config.ts';
import { ledgerModule } from '#bootstrap/modules/ledger.module.ts';
import { payoutsModule, SandboxTransfersOrNone } from '#bootstrap/modules/payouts.module.ts';
import type { SandboxTransfers } from '#bootstrap/sandbox-transfers.ts';
import { accounts, type LedgerKind, LedgerTransaction } from '#domain/ledger/ledger-transaction.ts';
import type { SellerAccountStatus } from '#domain/payouts/seller-account.ts';
import { Money } from '#domain/shared/money.ts';
import type { TestDatabase } from './databases.ts';
import { RecordingLog } from './recording-log.ts';
import { TestClock } from './test-clock.ts';
import { TestIds } from './test-ids.ts';

export const MILA = '0195aaaa-0000-7000-8000-000000000001';
export const BEN = '0195aaaa-0000-7000-8000-000000000002';
const COMMISSION = 100n;

export const euros = (cents: bigint | number): Money => Money.of(BigInt(cents), 'EUR');

type Shares = Record<string, number>;
const settings = {
  NODE_ENV: 'test',
  DATABASE_URL: 'sqlite::memory:',
  JWT_PRIVATE_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  SANDBOX_WEBHOOK_SECRET: 'unused-but-long-enough',
  TRANSFER_RETRY_ATTEMPTS: '3',
  REVERSAL_MAX_RETRIES: '3',
};

/** Payouts as it is wired, on a test database, beside a marketplace that only keeps the books. */
export class PayoutHarness {
  readonly clock = new TestClock();
  readonly ids = new TestIds();
  readonly log = new RecordingLog();
  readonly enqueued: string[] = [];
  readonly transitions: string[] = [];
  readonly container = new Container();
  readonly #database: TestDatabase;
  readonly #variables: Record<string, string>;

  constructor(database: TestDatabase, variables: Record<string, string> = {}) {
    this.#database = database;
    this.#variables = { ...settings, ...variables };
  }

  async open(): Promise<this> {
    const { ambient, unitOfWork, transitions, reader, writer } = this.#database;
    const { container } = this;
    container.bind(AmbientTransaction).toConstantValue(ambient);
    container.bind(UnitOfWork).toConstantValue(unitOfWork);
    container.bind(SqlReader).toConstantValue(reader);
    container.bind(SqlWriter).toConstantValue(writer);
    container.bind(Clock).toConstantValue(this.clock);
    container.bind(Ids).toConstantValue(this.ids);
    container.bind(Log).toConstantValue(this.log);
    container.bind(AuditLog).toConstantValue(new SqlAuditLog({ writer, ids: this.ids }));
    container.bind(JobQueue).toConstantValue({ enqueue: async (name) => void this.enqueued.push(name) });
    transitions.listen(({ table, from, to }) => void this.transitions.push(`${table}: ${from ?? 'none'} → ${to}`));
    await container.loadAsync(ledgerModule(), payoutsModule(readConfig(this.#variables)));
    await container.getAsync(TransferServices);
    return this;
  }

  async close(): Promise<void> {
    await this.container.unbindAllAsync();
  }

  get<T>(useCase: Newable<T> | (abstract new (...args: never[]) => T)): T {
    return this.container.get<T>(useCase as Newable<T>);
  }

  get sandbox(): SandboxTransfers {
    const sandbox = this.container.get(SandboxTransfersOrNone);
    if (!sandbox) throw new Error('the sandbox is not configured');
    return sandbox;
  }

  /** A paid order: each seller's share and the commission are posted, and the transfers opened. */
  async sell(shares: Shares): Promise<string> {
    const orderId = this.ids.next();
    await this.#inBooks('sale', orderId, orderId, shares, 1n, (settlements, sellers) =>
      settlements.open(orderId, sellers, this.clock.now()),
    );
    return orderId;
  }

  async refund(orderId: string, shares: Shares): Promise<string> {
    const refundId = this.ids.next();
    await this.#inBooks('refund', refundId, orderId, shares, -1n, (settlements, sellers) =>
      settlements.takeBack(orderId, refundId, sellers, this.clock.now()),
    );
    return refundId;
  }

  /** The refund failed after it had succeeded. */
  async undoRefund(orderId: string, refundId: string, shares: Shares): Promise<void> {
    await this.#inBooks('refund_undone', refundId, orderId, shares, 1n, (settlements, sellers) =>
      settlements.giveAgain(orderId, refundId, sellers, this.clock.now()),
    );
  }

  async dispute(orderId: string, verb: 'hold' | 'release'): Promise<void> {
    await this.#database.unitOfWork.run(() => this.get(SellerSettlements)[verb](orderId, this.clock.now()));
  }

  /** Runs the workers until nothing is due at this moment. */
  async work(): Promise<void> {
    for (let busy = true; busy; ) {
      const sent = await this.get(SendTransfer).execute(null);
      const reversed = await this.get(ReverseTransfer).execute(null);
      busy = sent || reversed || (await this.get(AdvancePayout).execute(null));
    }
  }

  /** Runs one worker's job. */
  async job(name: string): Promise<void> {
    const handler = this.container.getAll(JobHandler).find(({ jobName }) => jobName === name);
    if (!handler) throw new Error(`nobody does ${name}`);
    await handler.execute({});
  }

  /** Lets time pass in steps, with the workers running after each. */
  async pass(ms: number, steps = 1): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      this.clock.tick(ms);
      await this.work();
    }
  }

  /** As an administrator does. */
  retry(transferId: string) {
    return this.get(RetryTransfer).execute(transferId, '0195aaaa-0000-7000-8000-00000000000a');
  }

  requestPayout(sellerId: string, cents?: number): Promise<PayoutSnapshot> {
    const once = { resourceId: this.ids.next(), begin: async () => {}, finish: async () => {} };
    const amount = cents === undefined ? undefined : BigInt(cents);
    return this.get(RequestPayout).execute({ actor: { userId: sellerId, role: 'creator' }, amount, once });
  }

  async payouts(sellerId: string): Promise<PayoutSnapshot[]> {
    return (await this.get(SellerRecords).payouts({ sellerId }, { limit: 100 })).data;
  }

  /** What the provider thinks of a seller, and tells us. */
  async setAccount(sellerId: string, status: SellerAccountStatus): Promise<void> {
    const id = await this.accountOf(sellerId);
    this.sandbox.control.setAccount(id, status);
    await this.get(OnSellerFact).execute('sandbox', { kind: 'account', id });
  }

  /** The platform changes its transfer service: to the same sandbox under another name. */
  switchTo(name: TransferServiceName): void {
    const { service } = this.sandbox;
    const other: TransferService = new Proxy(service, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        return key === 'name' ? name : typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const services: Record<string, TransferService> = { [service.name]: service, [name]: other };
    const named = this.get(TransferServices);
    Object.assign(named, { current: () => other, named: (wanted: string) => services[wanted] ?? null });
  }

  async accountOf(sellerId: string): Promise<string> {
    const row = await this.#database.reader.first('select account_id from seller_accounts where seller_id = ? and replaced_at is null', [
      sellerId,
    ]);
    return row ? String(row['account_id']) : '';
  }

  async transfers(orderId: string): Promise<TransferSnapshot[]> {
    const page = await this.get(TransferRecords).list({ orderId }, { limit: 100 });
    return page.data.toReversed();
  }

  /** The only transfer of an order. */
  async transfer(orderId: string): Promise<TransferSnapshot> {
    const [transfer, ...others] = await this.transfers(orderId);
    if (!transfer || others.length > 0) throw new Error(`the order has ${others.length + 1} transfers`);
    return transfer;
  }

  async reversals(orderId: string) {
    const transfers = await this.transfers(orderId);
    const found = await Promise.all(transfers.map(({ id }) => this.get(TransferRecords).find(id)));
    return found.flatMap((transfer) => transfer?.reversals ?? []);
  }

  /** Pending, available and debt of a seller, in cents. */
  async balance(sellerId: string): Promise<{ pending: bigint; available: bigint; debt: bigint }> {
    const [balance] = await this.get(SellerRecords).balances(sellerId);
    const { pending, available, debt } = balance ?? { pending: euros(0), available: euros(0), debt: euros(0) };
    return { pending: pending.amount, available: available.amount, debt: debt.amount };
  }

  /** What the provider says is in a seller's accounts, in cents. */
  async atProvider(sellerId: string): Promise<bigint> {
    const rows = await this.#database.reader.all('select account_id from seller_accounts where seller_id = ?', [sellerId]);
    return rows.reduce((sum, row) => sum + this.sandbox.control.balance(String(row['account_id']), 'EUR'), 0n);
  }

  /** What the books say is in a seller's connected accounts, in cents. */
  async inConnect(sellerId: string): Promise<bigint> {
    const { balances } = await this.audit();
    return -(balances.find(({ account }) => account === accounts.connect(sellerId))?.balance ?? 0n);
  }

  async audit() {
    return this.get(LedgerBooks).audit();
  }

  get errors(): string[] {
    return this.log.lines.filter(({ level }) => level === 'error').map(({ event }) => event);
  }

  async #inBooks(
    kind: LedgerKind,
    subjectId: string,
    orderId: string,
    shares: Shares,
    sign: bigint,
    then: (settlements: SellerSettlements, sellers: { sellerId: string; amount: Money }[]) => Promise<void>,
  ): Promise<void> {
    const sellers = Object.entries(shares).map(([sellerId, cents]) => ({ sellerId, amount: euros(cents) }));
    const total = sellers.reduce((sum, { amount }) => sum + amount.amount, COMMISSION);
    const entries = [
      { account: accounts.psp('sandbox', 'EUR'), amount: sign * total, currency: 'EUR' },
      { account: accounts.fees, amount: -sign * COMMISSION, currency: 'EUR' },
      ...sellers.map(({ sellerId, amount }) => ({ account: accounts.payable(sellerId), amount: -sign * amount.amount, currency: 'EUR' })),
    ];
    await this.#database.unitOfWork.run(async () => {
      const at = this.clock.now();
      await this.get(Ledger).post(new LedgerTransaction({ id: this.ids.next(), kind, subjectId, orderId, at, entries }));
      await then(this.get(SellerSettlements), sellers);
    });
  }
}
