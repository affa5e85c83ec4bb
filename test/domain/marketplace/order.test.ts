import assert from 'node:assert/strict';
import { Order } from '#domain/marketplace/order.ts';
import { priceItems, type RefundLine } from '#domain/marketplace/order-item.ts';
import { Money } from '#domain/shared/money.ts';
import { IllegalTransition } from '#domain/shared/transitions.ts';

const DAY = 86_400_000;
const at = new Date('2026-03-01T12:00:00.000Z');
const later = (ms: number) => new Date(at.getTime() + ms);
const payment = { paymentId: 'pay_1', clientSecret: 'secret', payUrl: 'https://pay.example/1' };

function placed(price = 1000n): Order {
  const line = { productId: 'p-1', trackId: 't-1', sellerId: 's-1', title: 'A track', licence: 'basic' as const };
  const items = priceItems([{ ...line, price: Money.of(price, 'EUR') }], [], 1000);
  return new Order({ id: 'o-1', buyerId: 'b-1', currency: 'EUR', items, provider: 'sandbox', promoCodeId: 'c-1', at });
}

function bought(): Order {
  const order = placed();
  order.attachPayment(payment, at);
  order.complete(at, 14);
  return order;
}

const part = (amount: bigint): RefundLine[] => [{ productId: 'p-1', sellerId: 's-1', amount, commission: amount / 10n }];

function refunded(amount: bigint): Order {
  const order = bought();
  order.settleRefund(part(amount), at);
  return order;
}

describe('an order', () => {
  it('remembers the promo code that lowered its price', () => assert.equal(placed().promoCodeId, 'c-1'));

  it('has one payment, and forgets nothing that it knows of it', () => {
    const order = placed();
    order.attachPayment(payment, at);
    order.attachPayment({ paymentId: 'pay_1', clientSecret: null, payUrl: null }, later(1));
    assert.deepEqual([order.clientSecret, order.payUrl, order.updatedAt], ['secret', 'https://pay.example/1', later(1)]);
    order.attachPayment({ paymentId: 'pay_2', clientSecret: 'other', payUrl: 'https://pay.example/2' }, later(2));
    assert.deepEqual([order.paymentId, order.clientSecret, order.updatedAt], ['pay_1', 'secret', later(1)]);
  });

  it('says why it failed, until a late payment completes it', () => {
    const order = placed();
    order.fail('card_declined', later(1));
    assert.deepEqual([order.status, order.failureCode, order.updatedAt], ['failed', 'card_declined', later(1)]);
    order.complete(later(2), 14);
    assert.deepEqual([order.status, order.failureCode, order.completedAt], ['completed', null, later(2)]);
  });

  it('can be refunded to the end of its window, and not a moment longer', () => {
    const order = bought();
    assert.deepEqual(order.refundDeadline, later(14 * DAY));
    order.requireRefundable(later(14 * DAY), 14);
    assert.throws(() => order.requireRefundable(later(14 * DAY + 1), 14), { kind: 'rejected', code: 'REFUND_WINDOW_EXPIRED' });
  });

  it('keeps the window that it was sold with', () => bought().requireRefundable(later(14 * DAY), 1));

  it('has nothing to give back when nothing was paid', () => {
    const order = placed(0n);
    order.complete(at, 14);
    assert.throws(() => order.requireRefundable(at, 14), { code: 'NO_PAYMENT' });
  });

  it('cannot be refunded while it is disputed', () => {
    const order = bought();
    order.followDisputes(null, later(1));
    assert.throws(() => order.requireRefundable(at, 14), { kind: 'conflict', code: 'ORDER_DISPUTED' });
    order.followDisputes('won', later(2));
    order.requireRefundable(at, 14);
    assert.deepEqual([order.disputedAt, order.disputeOutcome, order.updatedAt], [later(1), 'won', later(2)]);
  });

  it('is refunded in part, and then in full, with the share of the commission', () => {
    const order = refunded(300n);
    assert.deepEqual([order.status, order.refunded.amount, order.refundable.amount], ['partially_refunded', 300n, 700n]);
    order.beginRefund(later(1));
    order.settleRefund(part(700n), later(2));
    assert.deepEqual([order.status, order.items[0]?.commissionReturned, order.updatedAt], ['refunded', 100n, later(2)]);
  });

  it('is what it was before when a refund comes to nothing', () => {
    for (const [order, status] of [
      [bought(), 'completed'],
      [refunded(300n), 'partially_refunded'],
    ] as const) {
      order.beginRefund(at);
      order.dropRefund(later(1));
      assert.deepEqual([order.status, order.updatedAt], [status, later(1)]);
    }
    const untouched = refunded(1000n);
    untouched.dropRefund(later(1));
    assert.deepEqual([untouched.status, untouched.updatedAt], ['refunded', at]);
  });

  it('is paid for again when a refund that had succeeded fails after all', () => {
    const full = refunded(1000n);
    full.undoRefund(part(1000n), later(1));
    assert.deepEqual([full.status, full.refunded.amount, full.items[0]?.commissionReturned], ['completed', 0n, 0n]);
    const twice = refunded(300n);
    twice.settleRefund(part(200n), at);
    twice.undoRefund(part(200n), later(1));
    assert.deepEqual([twice.status, twice.refunded.amount], ['partially_refunded', 300n]);
  });

  it('waits for the refund that is under way when an earlier one fails after all', () => {
    const order = refunded(300n);
    order.beginRefund(at);
    order.undoRefund(part(300n), later(1));
    assert.deepEqual([order.status, order.refunded.amount], ['refund_pending', 0n]);
  });

  it('is canceled when nobody pays it, and still completed by a late payment', () => {
    const order = placed();
    order.cancel('PAYMENT_CANCELED', later(1));
    assert.deepEqual([order.status, order.failureCode], ['canceled', 'PAYMENT_CANCELED']);
    order.complete(later(2), 14);
    assert.equal(order.status, 'completed');
  });

  it('is as far refunded as the refunds go that have not failed after all', () => {
    const order = refunded(300n);
    order.settleRefund(part(700n), at);
    order.undoRefund(part(700n), at);
    assert.equal(order.status, 'partially_refunded');
    order.undoRefund(part(300n), at);
    assert.equal(order.status, 'completed');
  });

  it('does not become what its status does not lead to', () => {
    assert.throws(() => placed().beginRefund(at), IllegalTransition);
    assert.throws(() => bought().complete(at, 14), IllegalTransition);
    assert.throws(() => refunded(1000n).beginRefund(at), IllegalTransition);
  });
});
