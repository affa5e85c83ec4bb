import { ContainerModule } from 'inversify';
import { orderRoutes } from '#adapters/http/marketplace/order-routes.ts';
import { productRoutes } from '#adapters/http/marketplace/product-routes.ts';
import { promoCodeRoutes } from '#adapters/http/marketplace/promo-code-routes.ts';
import { salesAdminRoutes } from '#adapters/http/marketplace/sales-admin-routes.ts';
import { IdentityPeople } from '#adapters/in-process/identity-people.ts';
import { LedgerSaleBooks } from '#adapters/in-process/ledger-sale-books.ts';
import { AmbientTransaction } from '#adapters/persistence/ambient-transaction.ts';
import { SqlCatalogue } from '#adapters/persistence/marketplace/sql-catalogue.ts';
import { SqlProducts } from '#adapters/persistence/marketplace/sql-products.ts';
import { SqlPromoCodes } from '#adapters/persistence/marketplace/sql-promo-codes.ts';
import { SqlSaleChecks } from '#adapters/persistence/marketplace/sql-sale-checks.ts';
import { SqlDisputes, SqlLicences, SqlOrders, SqlRefunds } from '#adapters/persistence/marketplace/sql-sales.ts';
import { SqlSalesRecords } from '#adapters/persistence/marketplace/sql-sales-records.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { AuditLog } from '#application/audit/ports.ts';
import { Users } from '#application/identity/ports.ts';
import { Ledger } from '#application/ledger/ports.ts';
import { Outbox } from '#application/mail/outbox.ts';
import { AdoptRefund } from '#application/marketplace/adopt-refund.ts';
import { AdoptVoid } from '#application/marketplace/adopt-void.ts';
import { ChangeProduct } from '#application/marketplace/change-product.ts';
import { CompleteOrder } from '#application/marketplace/complete-order.ts';
import { CreateProduct } from '#application/marketplace/create-product.ts';
import { CreatePromoCode } from '#application/marketplace/create-promo-code.ts';
import { DisablePromoCode } from '#application/marketplace/disable-promo-code.ts';
import { DropRefund } from '#application/marketplace/drop-refund.ts';
import { ExclusiveRights } from '#application/marketplace/exclusive-rights.ts';
import { GetOrder } from '#application/marketplace/get-order.ts';
import { GiveBackReservations } from '#application/marketplace/give-back-reservations.ts';
import { IssueRefund } from '#application/marketplace/issue-refund.ts';
import { IssueRefundJob } from '#application/marketplace/issue-refund-job.ts';
import { ListOrderRefunds } from '#application/marketplace/list-order-refunds.ts';
import { OpenPayment } from '#application/marketplace/open-payment.ts';
import { OpenPaymentJob } from '#application/marketplace/open-payment-job.ts';
import { PlaceOrder } from '#application/marketplace/place-order.ts';
import {
  Catalogue,
  Disputes,
  Licences,
  Messages,
  Orders,
  People,
  Products,
  PromoCodes,
  ReconcileTerms,
  Refunds,
  SaleBooks,
  SaleChecks,
  SalesRecords,
  SaleTerms,
  SellerSettlements,
  TracksForSale,
} from '#application/marketplace/ports.ts';
import { PromoCodeAttempts } from '#application/marketplace/promo-code-attempts.ts';
import { ReconcileDisputes } from '#application/marketplace/reconcile-disputes.ts';
import { ReconcileOrders } from '#application/marketplace/reconcile-orders.ts';
import { ReconcilePaidOrders } from '#application/marketplace/reconcile-paid-orders.ts';
import { ReconcileRefunds } from '#application/marketplace/reconcile-refunds.ts';
import { RecordDispute } from '#application/marketplace/record-dispute.ts';
import { RedeemPromoCode } from '#application/marketplace/redeem-promo-code.ts';
import { RefundEffects } from '#application/marketplace/refund-effects.ts';
import { RefundUndeliverable } from '#application/marketplace/refund-undeliverable.ts';
import { RequestRefund } from '#application/marketplace/request-refund.ts';
import { SendOrderNotices } from '#application/marketplace/send-order-notices.ts';
import { SettlePayment } from '#application/marketplace/settle-payment.ts';
import { SettleRefund } from '#application/marketplace/settle-refund.ts';
import { TakePromoUseAgain } from '#application/marketplace/take-promo-use-again.ts';
import { PaymentProviders } from '#application/shared/payment-provider.ts';
import { Clock, Ids, JobQueue, Log, Metrics, UnitOfWork } from '#application/shared/ports.ts';
import { RateLimiter } from '#application/shared/rate-limit.ts';
import type { Config } from '../config.ts';
import { wire, wireHandler, wireRoutes } from '../wire.ts';

const repositories = [
  [Orders, SqlOrders],
  [Refunds, SqlRefunds],
  [Licences, SqlLicences],
  [Disputes, SqlDisputes],
] as const;
type Ambient = { ambient: AmbientTransaction };
const ambient = { ambient: AmbientTransaction };
const platform = { unitOfWork: UnitOfWork, clock: Clock, log: Log };

export const marketplaceModule = (config: Config) =>
  new ContainerModule(({ bind }) => {
    bind(SaleTerms).toConstantValue({
      commissionBps: config.PLATFORM_FEE_BPS,
      refundWindowDays: config.REFUND_WINDOW_DAYS,
      orderExpiryMs: config.ORDER_EXPIRES_AFTER,
      returnUrl: (orderId) => `${config.PUBLIC_URL}/orders/${orderId}`,
    });
    bind(ReconcileTerms).toConstantValue({
      orderStuckAfterMs: config.RECONCILE_ORDER_STUCK_AFTER,
      refundStuckAfterMs: config.RECONCILE_REFUND_STUCK_AFTER,
      refundOrphanAfterMs: config.RECONCILE_REFUND_ORPHAN_AFTER,
    });
    for (const [port, repository] of repositories) wire<Ambient, object>(bind, repository, ambient, port);
    wire(bind, SqlProducts, { ...ambient, writer: SqlWriter }, Products);
    wire(bind, SqlPromoCodes, { ...ambient, writer: SqlWriter }, PromoCodes);
    wire(bind, SqlCatalogue, { reader: SqlReader }, Catalogue);
    wire(bind, SqlSalesRecords, { reader: SqlReader }, SalesRecords);
    wire(bind, SqlSaleChecks, { reader: SqlReader, writer: SqlWriter }, SaleChecks);
    wire(bind, IdentityPeople, { users: Users }, People);
    bind(Messages).toService(Outbox);
    wire(bind, LedgerSaleBooks, { ledger: Ledger, ids: Ids }, SaleBooks);

    wire(bind, CreateProduct, { unitOfWork: UnitOfWork, products: Products, tracks: TracksForSale, ids: Ids, clock: Clock });
    wire(bind, ExclusiveRights, { products: Products, tracks: TracksForSale });
    wire(bind, ChangeProduct, {
      unitOfWork: UnitOfWork,
      products: Products,
      exclusiveRights: ExclusiveRights,
      tracks: TracksForSale,
      audit: AuditLog,
      clock: Clock,
    });
    wire(bind, PromoCodeAttempts, { limiter: RateLimiter });
    wire(bind, RedeemPromoCode, { promoCodes: PromoCodes, clock: Clock });
    wire(bind, CreatePromoCode, { unitOfWork: UnitOfWork, promoCodes: PromoCodes, audit: AuditLog, ids: Ids, clock: Clock });
    wire(bind, DisablePromoCode, { unitOfWork: UnitOfWork, promoCodes: PromoCodes, audit: AuditLog, clock: Clock });
    wire(bind, GiveBackReservations, { products: Products, promoCodes: PromoCodes, clock: Clock });
    wire(bind, RefundUndeliverable, { refunds: Refunds, jobs: JobQueue, ids: Ids });
    wire(bind, TakePromoUseAgain, { promoCodes: PromoCodes, log: Log });
    wire(bind, CompleteOrder, {
      exclusiveRights: ExclusiveRights,
      licences: Licences,
      books: SaleBooks,
      settlements: SellerSettlements,
      refundUndeliverable: RefundUndeliverable,
      takePromoUseAgain: TakePromoUseAgain,
      jobs: JobQueue,
      ids: Ids,
      clock: Clock,
      log: Log,
      terms: SaleTerms,
    });
    wire(bind, OpenPayment, {
      ...platform,
      orders: Orders,
      providers: PaymentProviders,
      giveBackReservations: GiveBackReservations,
      jobs: JobQueue,
      terms: SaleTerms,
    });
    wire(bind, PlaceOrder, {
      unitOfWork: UnitOfWork,
      products: Products,
      exclusiveRights: ExclusiveRights,
      orders: Orders,
      redeemPromoCode: RedeemPromoCode,
      promoCodeAttempts: PromoCodeAttempts,
      completeOrder: CompleteOrder,
      openPayment: OpenPayment,
      providers: PaymentProviders,
      clock: Clock,
      terms: SaleTerms,
    });
    wire(bind, GetOrder, { records: SalesRecords });
    wire(bind, ListOrderRefunds, { getOrder: GetOrder, records: SalesRecords });
    wire(bind, AdoptVoid, { refunds: Refunds, effects: RefundEffects, ids: Ids, clock: Clock, log: Log });
    wire(bind, SettlePayment, {
      ...platform,
      orders: Orders,
      completeOrder: CompleteOrder,
      giveBackReservations: GiveBackReservations,
      adoptVoid: AdoptVoid,
      metrics: Metrics,
    });
    wire(bind, DropRefund, { refunds: Refunds, refundUndeliverable: RefundUndeliverable, clock: Clock, log: Log });
    wire(bind, IssueRefund, {
      ...platform,
      orders: Orders,
      refunds: Refunds,
      providers: PaymentProviders,
      dropRefund: DropRefund,
      terms: ReconcileTerms,
    });
    wire(bind, RequestRefund, {
      unitOfWork: UnitOfWork,
      orders: Orders,
      refunds: Refunds,
      issueRefund: IssueRefund,
      audit: AuditLog,
      clock: Clock,
      terms: SaleTerms,
    });
    wire(bind, AdoptRefund, { refunds: Refunds, ids: Ids, clock: Clock, log: Log });
    wire(bind, RefundEffects, {
      refunds: Refunds,
      licences: Licences,
      products: Products,
      exclusiveRights: ExclusiveRights,
      books: SaleBooks,
      settlements: SellerSettlements,
      refundUndeliverable: RefundUndeliverable,
      jobs: JobQueue,
      log: Log,
    });
    wire(bind, SettleRefund, {
      ...platform,
      orders: Orders,
      refunds: Refunds,
      adoptRefund: AdoptRefund,
      effects: RefundEffects,
      dropRefund: DropRefund,
      jobs: JobQueue,
    });
    wire(bind, RecordDispute, {
      ...platform,
      orders: Orders,
      disputes: Disputes,
      refunds: Refunds,
      effects: RefundEffects,
      books: SaleBooks,
      settlements: SellerSettlements,
      ids: Ids,
    });
    wire(bind, ReconcileOrders, {
      ...platform,
      orders: Orders,
      checks: SaleChecks,
      providers: PaymentProviders,
      settlePayment: SettlePayment,
      openPayment: OpenPayment,
      giveBackReservations: GiveBackReservations,
      terms: SaleTerms,
      reconcileTerms: ReconcileTerms,
    });
    wire(bind, ReconcileRefunds, {
      ...platform,
      orders: Orders,
      refunds: Refunds,
      checks: SaleChecks,
      providers: PaymentProviders,
      settleRefund: SettleRefund,
      issueRefund: IssueRefund,
      dropRefund: DropRefund,
      terms: ReconcileTerms,
    });
    wire(bind, ReconcilePaidOrders, {
      ...platform,
      checks: SaleChecks,
      providers: PaymentProviders,
      settlePayment: SettlePayment,
      settleRefund: SettleRefund,
      recordDispute: RecordDispute,
    });
    wire(bind, ReconcileDisputes, { ...platform, checks: SaleChecks, providers: PaymentProviders, recordDispute: RecordDispute });
    wireHandler(bind, OpenPaymentJob, { openPayment: OpenPayment });
    wireHandler(bind, IssueRefundJob, { issueRefund: IssueRefund });
    wireHandler(bind, SendOrderNotices, { unitOfWork: UnitOfWork, orders: Orders, people: People, messages: Messages });
    wireRoutes(bind, promoCodeRoutes, { createPromoCode: CreatePromoCode, disablePromoCode: DisablePromoCode, records: SalesRecords });
    wireRoutes(bind, salesAdminRoutes, { records: SalesRecords });
    wireRoutes(bind, productRoutes, { createProduct: CreateProduct, changeProduct: ChangeProduct, catalogue: Catalogue });
    wireRoutes(bind, orderRoutes, {
      placeOrder: PlaceOrder,
      getOrder: GetOrder,
      requestRefund: RequestRefund,
      listOrderRefunds: ListOrderRefunds,
      records: SalesRecords,
    });
  });
