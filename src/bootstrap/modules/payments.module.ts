import { ContainerModule, type ServiceIdentifier } from 'inversify';
import { paymentAdminRoutes } from '#adapters/http/payments/payment-admin-routes.ts';
import { webhookRoutes } from '#adapters/http/payments/webhook-routes.ts';
import { sandboxRoutes } from '#adapters/http/sandbox/sandbox-routes.ts';
import { MarketplacePaymentFacts } from '#adapters/in-process/marketplace-payment-facts.ts';
import { SqlDeliveryLog } from '#adapters/persistence/payments/sql-delivery-log.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { UnsyncedWriter } from '#adapters/persistence/unsynced-writer.ts';
import { AuditLog } from '#application/audit/ports.ts';
import { ReconcileDisputes } from '#application/marketplace/reconcile-disputes.ts';
import { ReconcileOrders } from '#application/marketplace/reconcile-orders.ts';
import { ReconcilePaidOrders } from '#application/marketplace/reconcile-paid-orders.ts';
import { ReconcileRefunds } from '#application/marketplace/reconcile-refunds.ts';
import { RecordDispute } from '#application/marketplace/record-dispute.ts';
import { SettlePayment } from '#application/marketplace/settle-payment.ts';
import { SettleRefund } from '#application/marketplace/settle-refund.ts';
import { DeliveryLog } from '#application/payments/delivery-log.ts';
import { PaymentFacts, SellerFacts } from '#application/payments/ports.ts';
import { ProcessDelivery } from '#application/payments/process-delivery.ts';
import { DeliveryRetention, PruneDeliveries } from '#application/payments/prune-deliveries.ts';
import { ReceiveWebhook } from '#application/payments/receive-webhook.ts';
import { Reconcile } from '#application/payments/reconcile.ts';
import { ReconcileNow } from '#application/payments/reconcile-now.ts';
import { ReplayDeliveries } from '#application/payments/replay-deliveries.ts';
import { ReplayDelivery } from '#application/payments/replay-delivery.ts';
import { RetryDeliveries } from '#application/payments/retry-deliveries.ts';
import { AdvanceDuePayouts } from '#application/payouts/advance-due-payouts.ts';
import { CheckSellerAccounts } from '#application/payouts/check-seller-accounts.ts';
import { CheckSentTransfers } from '#application/payouts/check-sent-transfers.ts';
import { LookUpLostReversals } from '#application/payouts/look-up-lost-reversals.ts';
import { LookUpLostTransfers } from '#application/payouts/look-up-lost-transfers.ts';
import { ReverseDueTransfers } from '#application/payouts/reverse-due-transfers.ts';
import { SendDueTransfers } from '#application/payouts/send-due-transfers.ts';
import { PaymentProviders, paymentProviderNames } from '#application/shared/payment-provider.ts';
import { Clock, Ids, Log, Metrics, UnitOfWork } from '#application/shared/ports.ts';
import type { Config } from '../config.ts';
import { openPaymentProviders } from '../open-payment-providers.ts';
import { OwnAddress } from '../own-address.ts';
import { Sandbox } from '../sandbox.ts';
import { wire, wireFactory, wireRoutes, wireRoutine } from '../wire.ts';

const QUARTER_MINUTE = 15_000;
const DAY = 86_400_000;

type ReconcileClasses = {
  log: Log;
  orders: ReconcileOrders;
  refunds: ReconcileRefunds;
  disputes: ReconcileDisputes;
  paidOrders: ReconcilePaidOrders;
  deliveries: RetryDeliveries;
  transfers: SendDueTransfers;
  lostTransfers: LookUpLostTransfers;
  sentTransfers: CheckSentTransfers;
  reversals: ReverseDueTransfers;
  lostReversals: LookUpLostReversals;
  payouts: AdvanceDuePayouts;
  accounts: CheckSellerAccounts;
};

export const SandboxOrNone: ServiceIdentifier<Sandbox | null> = 'SandboxOrNone';

export const paymentsModule = (config: Config) =>
  new ContainerModule(({ bind }) => {
    const openSandbox = (deps: { clock: Clock; log: Log; ownAddress: OwnAddress }) =>
      config.PAYMENT_PROVIDER === 'sandbox' ? new Sandbox(config, deps) : null;
    wireFactory(bind, SandboxOrNone, openSandbox, { clock: Clock, log: Log, ownAddress: OwnAddress }).onDeactivation((sandbox) =>
      sandbox?.close(),
    );
    bind(PaymentProviders)
      .toResolvedValue((sandbox: Sandbox | null, clock: Clock) => openPaymentProviders(config, { sandbox, clock }), [SandboxOrNone, Clock])
      .inSingletonScope();
    wireRoutes(bind, ({ sandbox }: { sandbox: Sandbox | null }) => (sandbox ? sandboxRoutes({ control: sandbox.control }) : []), {
      sandbox: SandboxOrNone,
    });
    bind(DeliveryRetention).toConstantValue({ days: config.WEBHOOK_LOG_RETENTION_DAYS });
    wire(bind, SqlDeliveryLog, { reader: SqlReader, writer: SqlWriter, unsynced: UnsyncedWriter, unitOfWork: UnitOfWork, log: Log });
    bind(DeliveryLog).toService(SqlDeliveryLog);
    wire(
      bind,
      MarketplacePaymentFacts,
      { settlePayment: SettlePayment, settleRefund: SettleRefund, recordDispute: RecordDispute, sellerFacts: SellerFacts },
      PaymentFacts,
    );
    wire(bind, ProcessDelivery, {
      unitOfWork: UnitOfWork,
      deliveries: DeliveryLog,
      providers: PaymentProviders,
      facts: PaymentFacts,
      clock: Clock,
      log: Log,
      metrics: Metrics,
    });
    wire(bind, ReceiveWebhook, {
      providers: PaymentProviders,
      deliveries: DeliveryLog,
      processDelivery: ProcessDelivery,
      clock: Clock,
      ids: Ids,
      log: Log,
      metrics: Metrics,
    });
    wire(bind, ReplayDeliveries, { deliveries: DeliveryLog, processDelivery: ProcessDelivery });
    wire(bind, RetryDeliveries, { deliveries: DeliveryLog, processDelivery: ProcessDelivery, clock: Clock, log: Log });
    wire(bind, PruneDeliveries, { deliveries: DeliveryLog, clock: Clock, log: Log, retention: DeliveryRetention });
    wireFactory(
      bind,
      Reconcile,
      (classes: ReconcileClasses) =>
        new Reconcile({
          log: classes.log,
          classes: [
            { name: 'webhooks', run: (turn) => classes.deliveries.execute(turn) },
            { name: 'orders', run: (turn) => classes.orders.execute(turn) },
            { name: 'refunds', run: (turn) => classes.refunds.execute(turn) },
            { name: 'disputes', run: (turn) => classes.disputes.execute(turn) },
            { name: 'paid_orders', run: (turn) => classes.paidOrders.execute(turn) },
            { name: 'seller_accounts', run: (turn) => classes.accounts.round(turn) },
            { name: 'lost_transfers', run: (turn) => classes.lostTransfers.execute(turn) },
            { name: 'transfers', run: (turn) => classes.transfers.round(turn) },
            { name: 'lost_reversals', run: (turn) => classes.lostReversals.execute(turn) },
            { name: 'reversals', run: (turn) => classes.reversals.round(turn) },
            { name: 'sent_transfers', run: (turn) => classes.sentTransfers.execute(turn) },
            { name: 'payouts', run: (turn) => classes.payouts.round(turn) },
          ],
        }),
      {
        log: Log,
        orders: ReconcileOrders,
        refunds: ReconcileRefunds,
        disputes: ReconcileDisputes,
        paidOrders: ReconcilePaidOrders,
        deliveries: RetryDeliveries,
        transfers: SendDueTransfers,
        lostTransfers: LookUpLostTransfers,
        sentTransfers: CheckSentTransfers,
        reversals: ReverseDueTransfers,
        lostReversals: LookUpLostReversals,
        payouts: AdvanceDuePayouts,
        accounts: CheckSellerAccounts,
      },
    );
    const reconcile = { jobName: 'reconcile', everyMs: config.RECONCILE_INTERVAL };
    wireRoutine(bind, reconcile, ({ job }: { job: Reconcile }) => job.execute({ all: false }), { job: Reconcile });
    wireRoutine(bind, { jobName: 'retry-webhooks', everyMs: QUARTER_MINUTE }, ({ job }: { job: RetryDeliveries }) => job.execute(), {
      job: RetryDeliveries,
    });
    wireRoutine(bind, { jobName: 'prune-webhooks', everyMs: DAY }, ({ job }: { job: PruneDeliveries }) => job.execute(), {
      job: PruneDeliveries,
    });
    const listening = paymentProviderNames.filter((name) => name !== 'sandbox' || config.PAYMENT_PROVIDER === 'sandbox');
    wireRoutes(
      bind,
      ({ receiveWebhook }: { receiveWebhook: ReceiveWebhook }) =>
        webhookRoutes({ receiveWebhook, providers: listening, maxBytes: config.WEBHOOK_MAX_BYTES }),
      { receiveWebhook: ReceiveWebhook },
    );
    const recorded = { unitOfWork: UnitOfWork, audit: AuditLog, clock: Clock };
    wire(bind, ReplayDelivery, { ...recorded, processDelivery: ProcessDelivery });
    wire(bind, ReconcileNow, { ...recorded, reconcile: Reconcile });
    wireRoutes(bind, paymentAdminRoutes, { deliveries: DeliveryLog, replayDelivery: ReplayDelivery, reconcileNow: ReconcileNow });
  });
