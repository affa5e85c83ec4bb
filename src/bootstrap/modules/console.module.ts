import { hkdfSync } from 'node:crypto';
import { ContainerModule } from 'inversify';
import { ConsoleDoor } from '#adapters/http/console/console-door.ts';
import { ConsoleSessions } from '#adapters/http/console/console-sessions.ts';
import { dashboardRoutes } from '#adapters/http/console/dashboard-routes.ts';
import { jobPages } from '#adapters/http/console/job-pages.ts';
import { ledgerPages } from '#adapters/http/console/ledger-pages.ts';
import { loginRoutes } from '#adapters/http/console/login-routes.ts';
import { orderPages } from '#adapters/http/console/order-pages.ts';
import { transferPages } from '#adapters/http/console/transfer-pages.ts';
import { webhookPages } from '#adapters/http/console/webhook-pages.ts';
import { SqlLedgerHistory } from '#adapters/persistence/operations/sql-ledger-history.ts';
import { SqlOperatorRecords } from '#adapters/persistence/operations/sql-operator-records.ts';
import { SqlOrderStories } from '#adapters/persistence/operations/sql-order-stories.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { LogIn } from '#application/identity/log-in.ts';
import { LogOut } from '#application/identity/log-out.ts';
import { AccessTokens, Accounts } from '#application/identity/ports.ts';
import { AuditLedger } from '#application/ledger/audit-ledger.ts';
import { LedgerBooks } from '#application/ledger/ports.ts';
import { SalesRecords } from '#application/marketplace/ports.ts';
import { AlarmAges, LedgerHistory, type MotionSubject, OperatorRecords, OrderStories } from '#application/operations/ports.ts';
import { RetryJob } from '#application/operations/retry-job.ts';
import { DeliveryLog } from '#application/payments/delivery-log.ts';
import { ReconcileNow } from '#application/payments/reconcile-now.ts';
import { ReplayDelivery } from '#application/payments/replay-delivery.ts';
import { TransferRecords } from '#application/payouts/ports.ts';
import { RetryTransfer } from '#application/payouts/retry-transfer.ts';
import { JobInspection } from '#application/shared/jobs.ts';
import { Clock, Log } from '#application/shared/ports.ts';
import type { Config } from '../config.ts';
import { wire, wireFactory, wireRoutes } from '../wire.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PATIENT = Number.POSITIVE_INFINITY;

/** Every state that is not an end, and the age from which on docs/alerts.yml alarms too. */
const alarmAges = (config: Config): Record<MotionSubject, Record<string, number>> => ({
  orders: {
    pending: config.ORDER_EXPIRES_AFTER + 2 * config.RECONCILE_INTERVAL,
    refund_pending: config.RECONCILE_REFUND_STUCK_AFTER + 2 * config.RECONCILE_INTERVAL,
  },
  refunds: { pending: config.RECONCILE_REFUND_STUCK_AFTER + 2 * config.RECONCILE_INTERVAL, review: 3 * DAY, unresolved: 0 },
  transfers: {
    waiting: PATIENT,
    pending: HOUR,
    failed: 4 * config.TRANSFER_RETRY_MAX,
    reversal_pending: PATIENT,
    permanently_failed: 0,
  },
  reversals: { pending: 4 * config.REVERSAL_BACKOFF_MAX, failed: 0 },
  payouts: { pending: HOUR, unresolved: 0, in_transit: 7 * DAY },
  disputes: { evidence_due: 0, under_review: PATIENT },
});

/** Where an operator looks, rather than reads. */
export const consoleModule = (config: Config) =>
  new ContainerModule(({ bind }) => {
    const ages = alarmAges(config);
    bind(AlarmAges).toConstantValue({ of: (subject, state) => ages[subject][state] ?? null });
    wire(bind, SqlOperatorRecords, { reader: SqlReader }, OperatorRecords);
    wire(bind, SqlLedgerHistory, { reader: SqlReader }, LedgerHistory);
    wire(bind, SqlOrderStories, { reader: SqlReader, jobs: JobInspection }, OrderStories);
    const settings = {
      formKey: Buffer.from(hkdfSync('sha256', config.secrets.jwtPrivateKey, '', 'veza console forms', 32)),
      secure: config.NODE_ENV === 'production' || config.PUBLIC_URL.startsWith('https:'),
    };
    type Sessions = Omit<ConstructorParameters<typeof ConsoleSessions>[0], 'settings'>;
    wireFactory(bind, ConsoleSessions, (deps: Sessions) => new ConsoleSessions({ ...deps, settings }), {
      accessTokens: AccessTokens,
      accounts: Accounts,
      clock: Clock,
    });
    wireFactory(
      bind,
      ConsoleDoor,
      ({ sessions }: { sessions: ConsoleSessions }) => new ConsoleDoor({ sessions, publicUrl: config.PUBLIC_URL }),
      { sessions: ConsoleSessions },
    );
    type Login = Omit<Parameters<typeof loginRoutes>[0], 'limit'>;
    wireRoutes(bind, (deps: Login) => loginRoutes({ ...deps, limit: config.RATE_LIMIT_LOGIN }), {
      door: ConsoleDoor,
      sessions: ConsoleSessions,
      logIn: LogIn,
      logOut: LogOut,
    });
    wireRoutes(bind, dashboardRoutes, {
      door: ConsoleDoor,
      records: OperatorRecords,
      ages: AlarmAges,
      history: LedgerHistory,
      jobs: JobInspection,
      reconcileNow: ReconcileNow,
      clock: Clock,
      log: Log,
    });
    wireRoutes(bind, orderPages, { door: ConsoleDoor, records: SalesRecords, stories: OrderStories });
    wireRoutes(bind, transferPages, {
      door: ConsoleDoor,
      transfers: TransferRecords,
      retryTransfer: RetryTransfer,
      records: OperatorRecords,
    });
    wireRoutes(bind, webhookPages, { door: ConsoleDoor, deliveries: DeliveryLog, replayDelivery: ReplayDelivery, log: Log });
    wireRoutes(bind, jobPages, { door: ConsoleDoor, jobs: JobInspection, retryJob: RetryJob, log: Log });
    wireRoutes(bind, ledgerPages, { door: ConsoleDoor, books: LedgerBooks, auditLedger: AuditLedger });
  });
