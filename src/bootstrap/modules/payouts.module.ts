import { type Bind, ContainerModule, type Newable, type ServiceIdentifier } from 'inversify';
import { adminTransferRoutes } from '#adapters/http/payouts/admin-transfer-routes.ts';
import { sellRoutes } from '#adapters/http/payouts/sell-routes.ts';
import { sandboxAccountRoutes } from '#adapters/http/sandbox/sandbox-account-routes.ts';
import { LedgerPayoutBooks } from '#adapters/in-process/ledger-payout-books.ts';
import { PayoutSellerFacts } from '#adapters/in-process/payout-seller-facts.ts';
import { PayoutSettlements } from '#adapters/in-process/payout-settlements.ts';
import { AmbientTransaction } from '#adapters/persistence/ambient-transaction.ts';
import { SqlPayouts } from '#adapters/persistence/payouts/sql-payouts.ts';
import { SqlReversals } from '#adapters/persistence/payouts/sql-reversals.ts';
import { SqlSellerAccounts } from '#adapters/persistence/payouts/sql-seller-accounts.ts';
import { SqlSellerPositions } from '#adapters/persistence/payouts/sql-seller-positions.ts';
import { SqlSellerRecords } from '#adapters/persistence/payouts/sql-seller-records.ts';
import { SqlTransferChecks } from '#adapters/persistence/payouts/sql-transfer-checks.ts';
import { SqlTransferRecords } from '#adapters/persistence/payouts/sql-transfer-records.ts';
import { SqlTransfers } from '#adapters/persistence/payouts/sql-transfers.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { AuditLog } from '#application/audit/ports.ts';
import { Ledger } from '#application/ledger/ports.ts';
import { SellerSettlements } from '#application/marketplace/ports.ts';
import { SellerFacts } from '#application/payments/ports.ts';
import { AdvanceDuePayouts } from '#application/payouts/advance-due-payouts.ts';
import { AdvancePayout } from '#application/payouts/advance-payout.ts';
import { BackfillTransferIds } from '#application/payouts/backfill-transfer-ids.ts';
import { CheckSellerAccounts } from '#application/payouts/check-seller-accounts.ts';
import { CheckSentTransfers } from '#application/payouts/check-sent-transfers.ts';
import { CheckTransfer } from '#application/payouts/check-transfer.ts';
import { GetSellerBalance } from '#application/payouts/get-seller-balance.ts';
import { GiveTransfersAgain } from '#application/payouts/give-transfers-again.ts';
import { HoldTransfers } from '#application/payouts/hold-transfers.ts';
import { ADVANCE_PAYOUTS, CHECK_SELLER_ACCOUNTS, PAY_OUT, REVERSE_TRANSFERS, SEND_TRANSFERS } from '#application/payouts/jobs.ts';
import { LearnAccount } from '#application/payouts/learn-account.ts';
import { LookUpLostReversals } from '#application/payouts/look-up-lost-reversals.ts';
import { LookUpLostTransfers } from '#application/payouts/look-up-lost-transfers.ts';
import { OnSellerFact } from '#application/payouts/on-seller-fact.ts';
import { OnboardSeller } from '#application/payouts/onboard-seller.ts';
import { OpenFurtherTransfer } from '#application/payouts/open-further-transfer.ts';
import { OpenSellerAccount } from '#application/payouts/open-seller-account.ts';
import { OpenTransfers } from '#application/payouts/open-transfers.ts';
import { PayOutDueSellers } from '#application/payouts/pay-out-due-sellers.ts';
import {
  PayoutBooks,
  Payouts,
  PayoutTerms,
  Reversals,
  SellerAccounts,
  SellerPositions,
  SellerRecords,
  TransferChecks,
  TransferRecords,
  Transfers,
} from '#application/payouts/ports.ts';
import { RefreshSellerAccount } from '#application/payouts/refresh-seller-account.ts';
import { ReleaseTransfers } from '#application/payouts/release-transfers.ts';
import { RequestPayout } from '#application/payouts/request-payout.ts';
import { ReservePayout } from '#application/payouts/reserve-payout.ts';
import { ReserveReversal } from '#application/payouts/reserve-reversal.ts';
import { ReserveTransfer } from '#application/payouts/reserve-transfer.ts';
import { RetryTransfer } from '#application/payouts/retry-transfer.ts';
import { ReverseDueTransfers } from '#application/payouts/reverse-due-transfers.ts';
import { ReverseTransfer } from '#application/payouts/reverse-transfer.ts';
import { SendDueTransfers } from '#application/payouts/send-due-transfers.ts';
import { SendTransfer } from '#application/payouts/send-transfer.ts';
import { SettlePayout } from '#application/payouts/settle-payout.ts';
import { SettleReversal } from '#application/payouts/settle-reversal.ts';
import { SettleTransfer } from '#application/payouts/settle-transfer.ts';
import { SupersedeTransfer } from '#application/payouts/supersede-transfer.ts';
import { TakeBackTransfers } from '#application/payouts/take-back-transfers.ts';
import { TransferServices } from '#application/payouts/transfer-service.ts';
import { Schedule } from '#application/shared/jobs.ts';
import { Clock, Ids, JobHandler, JobQueue, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Config } from '../config.ts';
import { openTransferServices } from '../open-transfer-services.ts';
import { SandboxTransfers } from '../sandbox-transfers.ts';
import { wire, wireFactory, wireRoutes } from '../wire.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

export const SandboxTransfersOrNone: ServiceIdentifier<SandboxTransfers | null> = 'SandboxTransfersOrNone';

const repositories = [
  [SellerAccounts, SqlSellerAccounts],
  [Reversals, SqlReversals],
] as const;
type Ambient = { ambient: AmbientTransaction };
const ambient = { ambient: AmbientTransaction };
const platform = { unitOfWork: UnitOfWork, clock: Clock, log: Log };
const settled = { ...platform, terms: PayoutTerms };

const payoutCheckMs = (config: Config): number => config.PAYOUT_CHECK_INTERVAL ?? config.RECONCILE_INTERVAL;

const termsOf = (config: Config): PayoutTerms => ({
  transferRetry: { attempts: config.TRANSFER_RETRY_ATTEMPTS, baseMs: config.TRANSFER_RETRY_BASE, maxMs: config.TRANSFER_RETRY_MAX },
  reversalRetry: { attempts: config.REVERSAL_MAX_RETRIES, baseMs: config.REVERSAL_BACKOFF_BASE, maxMs: config.REVERSAL_BACKOFF_MAX },
  reversalsEnabled: config.REVERSAL_ENABLED,
  payoutIntervalMs: config.PAYOUT_INTERVAL,
  payoutMinimum: BigInt(config.PAYOUT_MINIMUM),
  payoutWatch: { whileInTransitMs: payoutCheckMs(config), whilePaidMs: DAY, bounceWindowMs: 14 * DAY },
  leaseMs: 2 * MINUTE,
  accountCheckMs: config.RECONCILE_INTERVAL,
  workingAccountCheckMs: DAY,
  onboardingReturnUrl: config.PUBLIC_URL,
});

function wireScheduled<Deps extends object>(
  bind: Bind,
  schedule: { jobName: string; everyMs: number },
  handler: Newable<JobHandler, [Deps]>,
  needs: Parameters<typeof wire<Deps, JobHandler>>[2],
): void {
  bind(Schedule).toConstantValue(new Schedule(schedule));
  wire(bind, handler, needs);
  bind(JobHandler).toService(handler);
}

function wirePersistence(bind: Bind): void {
  for (const [port, repository] of repositories) wire<Ambient, object>(bind, repository, ambient, port);
  wire(bind, SqlTransfers, { ...ambient, writer: SqlWriter }, Transfers);
  wire(bind, SqlPayouts, { ...ambient, writer: SqlWriter }, Payouts);
  wire(bind, SqlSellerPositions, { writer: SqlWriter }, SellerPositions);
  wire(bind, SqlTransferRecords, { reader: SqlReader }, TransferRecords);
  wire(bind, SqlTransferChecks, { reader: SqlReader, writer: SqlWriter }, TransferChecks);
  wire(bind, SqlSellerRecords, { reader: SqlReader }, SellerRecords);
  wire(bind, LedgerPayoutBooks, { ledger: Ledger, ids: Ids }, PayoutBooks);
}

function wireTransfers(bind: Bind): void {
  const opening = { transfers: Transfers, jobs: JobQueue, ids: Ids };
  wire(bind, OpenTransfers, opening);
  wire(bind, OpenFurtherTransfer, opening);
  wire(bind, TakeBackTransfers, { ...opening, reversals: Reversals, log: Log });
  wire(bind, GiveTransfersAgain, { transfers: Transfers, reversals: Reversals, openFurtherTransfer: OpenFurtherTransfer });
  wire(bind, HoldTransfers, { transfers: Transfers });
  wire(bind, ReleaseTransfers, { transfers: Transfers, jobs: JobQueue });
  wire(bind, ReserveTransfer, {
    ...settled,
    transfers: Transfers,
    accounts: SellerAccounts,
    positions: SellerPositions,
    services: TransferServices,
  });
  wire(bind, SettleTransfer, { ...settled, transfers: Transfers, reversals: Reversals, books: PayoutBooks, jobs: JobQueue });
  wire(bind, SendTransfer, {
    reserveTransfer: ReserveTransfer,
    settleTransfer: SettleTransfer,
    openSellerAccount: OpenSellerAccount,
    services: TransferServices,
    log: Log,
  });
  wire(bind, ReserveReversal, { ...settled, transfers: Transfers, reversals: Reversals, services: TransferServices });
  wire(bind, SettleReversal, {
    ...settled,
    transfers: Transfers,
    reversals: Reversals,
    books: PayoutBooks,
    openFurtherTransfer: OpenFurtherTransfer,
  });
  wire(bind, ReverseTransfer, { reserveReversal: ReserveReversal, settleReversal: SettleReversal, services: TransferServices });
  wire(bind, SupersedeTransfer, { accounts: SellerAccounts, openFurtherTransfer: OpenFurtherTransfer });
  wire(bind, RetryTransfer, {
    ...platform,
    transfers: Transfers,
    reversals: Reversals,
    records: TransferRecords,
    supersedeTransfer: SupersedeTransfer,
    sendTransfer: SendTransfer,
    reverseTransfer: ReverseTransfer,
    audit: AuditLog,
  });
  const lookingUp = { ...platform, transfers: Transfers, services: TransferServices, terms: PayoutTerms };
  wire(bind, LookUpLostTransfers, { ...lookingUp, settleTransfer: SettleTransfer });
  wire(bind, LookUpLostReversals, { ...lookingUp, reversals: Reversals, settleReversal: SettleReversal });
  wire(bind, BackfillTransferIds, { ...platform, transfers: Transfers, records: TransferRecords, services: TransferServices });
  wire(
    bind,
    PayoutSettlements,
    {
      openTransfers: OpenTransfers,
      takeBackTransfers: TakeBackTransfers,
      giveTransfersAgain: GiveTransfersAgain,
      holdTransfers: HoldTransfers,
      releaseTransfers: ReleaseTransfers,
    },
    SellerSettlements,
  );
}

function wireAccountsAndPayouts(bind: Bind): void {
  wire(bind, LearnAccount, { transfers: Transfers, jobs: JobQueue, clock: Clock, log: Log, terms: PayoutTerms });
  wire(bind, OpenSellerAccount, { ...platform, accounts: SellerAccounts, learnAccount: LearnAccount, ids: Ids });
  wire(bind, RefreshSellerAccount, { ...platform, accounts: SellerAccounts, learnAccount: LearnAccount, services: TransferServices });
  wire(bind, OnboardSeller, {
    unitOfWork: UnitOfWork,
    accounts: SellerAccounts,
    services: TransferServices,
    openSellerAccount: OpenSellerAccount,
    refreshSellerAccount: RefreshSellerAccount,
    log: Log,
    terms: PayoutTerms,
  });
  const paying = { accounts: SellerAccounts, payouts: Payouts, positions: SellerPositions };
  wire(bind, ReservePayout, { ...paying, services: TransferServices, clock: Clock });
  wire(bind, SettlePayout, { ...settled, payouts: Payouts, books: PayoutBooks });
  wire(bind, AdvancePayout, { ...platform, payouts: Payouts, settlePayout: SettlePayout, services: TransferServices, terms: PayoutTerms });
  wire(bind, RequestPayout, { ...paying, unitOfWork: UnitOfWork, reservePayout: ReservePayout, advancePayout: AdvancePayout });
  wire(bind, GetSellerBalance, { records: SellerRecords });
  wire(bind, CheckTransfer, {
    ...platform,
    services: TransferServices,
    transfers: Transfers,
    reversals: Reversals,
    checks: TransferChecks,
  });
  wire(bind, CheckSentTransfers, { ...platform, checks: TransferChecks, checkTransfer: CheckTransfer, services: TransferServices });
  wire(bind, OnSellerFact, {
    unitOfWork: UnitOfWork,
    payouts: Payouts,
    refreshSellerAccount: RefreshSellerAccount,
    advancePayout: AdvancePayout,
    checkTransfer: CheckTransfer,
  });
  wire(bind, PayoutSellerFacts, { onSellerFact: OnSellerFact }, SellerFacts);
}

function wireWorkers(bind: Bind, config: Config): void {
  const hourly = Math.min(config.PAYOUT_INTERVAL, 60 * MINUTE);
  wireScheduled(bind, { jobName: SEND_TRANSFERS, everyMs: config.TRANSFER_INTERVAL }, SendDueTransfers, {
    sendTransfer: SendTransfer,
    log: Log,
  });
  wireScheduled(bind, { jobName: REVERSE_TRANSFERS, everyMs: config.REVERSAL_INTERVAL }, ReverseDueTransfers, {
    reverseTransfer: ReverseTransfer,
    terms: PayoutTerms,
    log: Log,
  });
  wireScheduled(bind, { jobName: ADVANCE_PAYOUTS, everyMs: Math.min(payoutCheckMs(config), MINUTE) }, AdvanceDuePayouts, {
    ...platform,
    payouts: Payouts,
    advancePayout: AdvancePayout,
  });
  wireScheduled(bind, { jobName: PAY_OUT, everyMs: hourly }, PayOutDueSellers, {
    ...settled,
    accounts: SellerAccounts,
    positions: SellerPositions,
    reservePayout: ReservePayout,
    jobs: JobQueue,
    ids: Ids,
  });
  wireScheduled(bind, { jobName: CHECK_SELLER_ACCOUNTS, everyMs: config.RECONCILE_INTERVAL }, CheckSellerAccounts, {
    ...platform,
    accounts: SellerAccounts,
    refreshSellerAccount: RefreshSellerAccount,
    terms: PayoutTerms,
  });
}

export const payoutsModule = (config: Config) =>
  new ContainerModule(({ bind }) => {
    bind(PayoutTerms).toConstantValue(termsOf(config));
    wireFactory(
      bind,
      SandboxTransfersOrNone,
      () => (config.TRANSFER_PROVIDER === 'sandbox' ? new SandboxTransfers(config) : null),
      {},
    ).onDeactivation((sandbox) => sandbox?.close());
    bind(TransferServices)
      .toResolvedValue((sandbox: SandboxTransfers | null) => openTransferServices(config, sandbox), [SandboxTransfersOrNone])
      .inSingletonScope();
    wirePersistence(bind);
    wireTransfers(bind);
    wireAccountsAndPayouts(bind);
    wireWorkers(bind, config);
    wireRoutes(bind, sellRoutes, {
      getSellerBalance: GetSellerBalance,
      sellerRecords: SellerRecords,
      transferRecords: TransferRecords,
      requestPayout: RequestPayout,
      onboardSeller: OnboardSeller,
    });
    wireRoutes(bind, adminTransferRoutes, { transferRecords: TransferRecords, retryTransfer: RetryTransfer });
    wireRoutes(
      bind,
      ({ sandbox, onSellerFact }: { sandbox: SandboxTransfers | null; onSellerFact: OnSellerFact }) =>
        sandbox ? sandboxAccountRoutes({ control: sandbox.control, onSellerFact }) : [],
      { sandbox: SandboxTransfersOrNone, onSellerFact: OnSellerFact },
    );
  });
