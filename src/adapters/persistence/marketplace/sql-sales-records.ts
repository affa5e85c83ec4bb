import type {
  LicenceSummary,
  OrderFilter,
  OrderSnapshot,
  PromoCodeSummary,
  RefundFilter,
  RefundSnapshot,
  SalesRecords,
} from '#application/marketplace/ports.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import { disputeOutcomes, orderStatuses } from '#domain/marketplace/order.ts';
import { licenceKinds } from '#domain/marketplace/product.ts';
import { refundOrigins, refundStatuses } from '#domain/marketplace/refund.ts';
import { Money } from '#domain/shared/money.ts';
import { listNewestFirst } from '../list-newest-first.ts';
import type { SqlReader } from '../sql-reader.ts';
import type { SqlRow } from '../sql-statement.ts';
import { orNull, readDate, readMember, readMoney, readNumber, readText } from '../sql-values.ts';
import { decodeItems, decodeRefundLines } from './order-lines.type.ts';

type Deps = { reader: SqlReader };

export class SqlSalesRecords implements SalesRecords {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  listOrders(filter: OrderFilter, page: PageRequest): Promise<Page<OrderSnapshot>> {
    const filters = { buyer_id: filter.buyerId, status: filter.status };
    return listNewestFirst(this.#deps.reader, { from: 'orders', columns: '*', sort: 'created_at', filters }, page, toOrder);
  }

  async findOrder(id: string): Promise<OrderSnapshot | null> {
    const row = await this.#deps.reader.first('select * from orders where id = ?', [id]);
    return row && toOrder(row);
  }

  listRefunds(filter: RefundFilter, page: PageRequest): Promise<Page<RefundSnapshot>> {
    const { status, orderId, sellerId } = filter;
    const ofSeller = sellerId ? { conditions: ['lines like ?'], values: [`%"sellerId":"${sellerId}"%`] } : {};
    const refunds = { from: 'refunds', columns: '*', sort: 'created_at', filters: { status, order_id: orderId }, ...ofSeller };
    return listNewestFirst(this.#deps.reader, refunds, page, toRefund);
  }

  listLicences(ownerId: string, page: PageRequest): Promise<Page<LicenceSummary>> {
    const filters = { owner_id: ownerId };
    return listNewestFirst(this.#deps.reader, { from: 'licences', columns: '*', sort: 'issued_at', filters }, page, toLicence);
  }

  listPromoCodes(sellerId: string | null, page: PageRequest): Promise<Page<PromoCodeSummary>> {
    const filters = { seller_id: sellerId ?? undefined };
    return listNewestFirst(this.#deps.reader, { from: 'promo_codes', columns: '*', sort: 'created_at', filters }, page, toPromoCode);
  }

  async findPromoCode(id: string): Promise<PromoCodeSummary | null> {
    const row = await this.#deps.reader.first('select * from promo_codes where id = ?', [id]);
    return row && toPromoCode(row);
  }

  async holdsLicence(userId: string, trackId: string): Promise<boolean> {
    const sql = 'select 1 as held from licences where owner_id = ? and track_id = ? and revoked_at is null limit 1';
    return (await this.#deps.reader.first(sql, [userId, trackId])) !== null;
  }

  async isTrackInUse(trackId: string): Promise<boolean> {
    const sql = `select 1 as used from licences where track_id = ? and revoked_at is null
      union all select 1 from products where track_id = ? and status = 'published'
      union all select 1 from orders where status = 'pending' and items like ? limit 1`;
    return (await this.#deps.reader.first(sql, [trackId, trackId, `%"${trackId}"%`])) !== null;
  }
}

function toOrder(row: SqlRow): OrderSnapshot {
  const items = decodeItems(JSON.parse(readText(row, 'items')));
  const total = readMoney(row, 'total');
  return {
    id: readText(row, 'id'),
    buyerId: readText(row, 'buyer_id'),
    total,
    provider: orNull(readText, row, 'provider'),
    createdAt: readDate(row, 'created_at'),
    items,
    status: readMember(orderStatuses, row, 'status'),
    paymentId: orNull(readText, row, 'payment_id'),
    clientSecret: orNull(readText, row, 'client_secret'),
    payUrl: orNull(readText, row, 'pay_url'),
    completedAt: orNull(readDate, row, 'completed_at'),
    refundDeadline: orNull(readDate, row, 'refund_deadline'),
    failureCode: orNull(readText, row, 'failure_code'),
    disputedAt: orNull(readDate, row, 'disputed_at'),
    disputeOutcome: orNull((from, column) => readMember(disputeOutcomes, from, column), row, 'dispute_outcome'),
    updatedAt: readDate(row, 'updated_at'),
    refunded: Money.of(
      items.reduce((sum, item) => sum + item.refunded, 0n),
      total.currency,
    ),
  };
}

function toRefund(row: SqlRow): RefundSnapshot {
  return {
    id: readText(row, 'id'),
    orderId: readText(row, 'order_id'),
    paymentId: readText(row, 'payment_id'),
    amount: readMoney(row, 'amount'),
    lines: decodeRefundLines(JSON.parse(readText(row, 'lines'))),
    status: readMember(refundStatuses, row, 'status'),
    reason: orNull(readText, row, 'reason'),
    origin: readMember(refundOrigins, row, 'origin'),
    requestedBy: orNull(readText, row, 'requested_by'),
    provider: readText(row, 'provider'),
    askedSince: orNull(readDate, row, 'asked_since'),
    providerRefundId: orNull(readText, row, 'provider_refund_id'),
    failureCode: orNull(readText, row, 'failure_code'),
    failureMessage: orNull(readText, row, 'failure_message'),
    createdAt: readDate(row, 'created_at'),
    succeededAt: orNull(readDate, row, 'succeeded_at'),
    failedAt: orNull(readDate, row, 'failed_at'),
  };
}

function toLicence(row: SqlRow): LicenceSummary {
  return {
    id: readText(row, 'id'),
    orderId: readText(row, 'order_id'),
    productId: readText(row, 'product_id'),
    trackId: readText(row, 'track_id'),
    title: readText(row, 'title'),
    licence: readMember(licenceKinds, row, 'licence'),
    issuedAt: readDate(row, 'issued_at'),
    revokedAt: orNull(readDate, row, 'revoked_at'),
  };
}

function toPromoCode(row: SqlRow): PromoCodeSummary {
  return {
    id: readText(row, 'id'),
    code: readText(row, 'code'),
    sellerId: orNull(readText, row, 'seller_id'),
    basisPoints: orNull(readNumber, row, 'basis_points'),
    amountOff: row['amount_off_amount'] === null ? null : readMoney(row, 'amount_off'),
    startsAt: readDate(row, 'starts_at'),
    endsAt: orNull(readDate, row, 'ends_at'),
    maxUses: orNull(readNumber, row, 'max_uses'),
    maxUsesPerBuyer: readNumber(row, 'max_uses_per_buyer'),
    uses: readNumber(row, 'uses'),
    disabledAt: orNull(readDate, row, 'disabled_at'),
    createdAt: readDate(row, 'created_at'),
  };
}
