import { auditEntryMapping } from './audit/audit-entry.mapping.ts';
import { RefreshTokenMapping } from './identity/refresh-token.mapping.ts';
import { RegistrationMapping } from './identity/registration.mapping.ts';
import { SessionMapping } from './identity/session.mapping.ts';
import { UserMapping } from './identity/user.mapping.ts';
import { JobMapping, JobScheduleMapping } from './jobs/job.mapping.ts';
import { ledgerMappings } from './ledger/ledger.mapping.ts';
import { DisputeMapping } from './marketplace/dispute.mapping.ts';
import { LicenceMapping } from './marketplace/licence.mapping.ts';
import { OrderMapping } from './marketplace/order.mapping.ts';
import { ProductMapping } from './marketplace/product.mapping.ts';
import { PromoCodeMapping, PromoCodeUseMapping } from './marketplace/promo-code.mapping.ts';
import { RefundMapping } from './marketplace/refund.mapping.ts';
import { DisputeCheckMapping, OrderCheckMapping, RefundCheckMapping } from './marketplace/sale-check.mapping.ts';
import { RecordingMapping } from './media/recording.mapping.ts';
import { TrackMapping } from './media/track.mapping.ts';
import { MoneyMapping } from './money.mapping.ts';
import { MaintenanceMapping } from './operations/maintenance.mapping.ts';
import { WebhookDeliveryMapping, WebhookEventMapping } from './payments/webhook-delivery.mapping.ts';
import { PayoutMapping } from './payouts/payout.mapping.ts';
import { ReversalMapping } from './payouts/reversal.mapping.ts';
import { SellerAccountMapping } from './payouts/seller-account.mapping.ts';
import { TransferMapping } from './payouts/transfer.mapping.ts';
import { TransferCheckMapping } from './payouts/transfer-check.mapping.ts';
import { IdempotencyRecordMapping } from './shared/idempotency-record.mapping.ts';

const common = [
  MoneyMapping,
  IdempotencyRecordMapping,
  MaintenanceMapping,
  JobMapping,
  JobScheduleMapping,
  UserMapping,
  RegistrationMapping,
  SessionMapping,
  RefreshTokenMapping,
  RecordingMapping,
  TrackMapping,
  ProductMapping,
  OrderMapping,
  OrderCheckMapping,
  RefundMapping,
  RefundCheckMapping,
  DisputeMapping,
  DisputeCheckMapping,
  LicenceMapping,
  PromoCodeMapping,
  PromoCodeUseMapping,
  SellerAccountMapping,
  TransferMapping,
  TransferCheckMapping,
  ReversalMapping,
  PayoutMapping,
  WebhookDeliveryMapping,
  WebhookEventMapping,
];

/** Every table of the product. */
export function mappingsFor(dialect: 'sqlite' | 'postgres') {
  return [...common, auditEntryMapping(dialect), ...ledgerMappings(dialect)];
}
