import assert from 'node:assert/strict';
import { refundAnswerView } from '#adapters/http/marketplace/marketplace-views.ts';
import { type RefundStatus, refundStatuses } from '#domain/marketplace/refund.ts';
import { Money } from '#domain/shared/money.ts';

const at = new Date('2026-03-01T12:00:00Z');
const answerTo = (status: RefundStatus) =>
  refundAnswerView({
    id: '0195aaaa-0000-7000-8000-000000000001',
    orderId: '0195aaaa-0000-7000-8000-000000000002',
    amount: Money.of(1299n, 'EUR'),
    lines: [],
    status,
    reason: null,
    origin: 'buyer',
    requestedBy: null,
    paymentId: 'pay_1',
    provider: 'hyperswitch',
    askedSince: null,
    providerRefundId: 'ref_1',
    failureCode: null,
    failureMessage: null,
    createdAt: at,
    succeededAt: status === 'succeeded' ? at : null,
    failedAt: status === 'failed' ? at : null,
  });

describe('the answer to whoever asks for a refund', () => {
  it('has somebody wait for the provider while the refund is pending', () =>
    assert.equal(answerTo('pending').message, 'The refund is under way. The payment provider has to confirm it.'));

  it('has nobody wait for what is over, because the request came again after it had been cut off', () => {
    assert.equal(answerTo('succeeded').message, 'The refund has succeeded.');
    assert.equal(answerTo('failed').message, 'The refund has failed: the order is as it was, and you may ask again.');
  });

  it('says the same of a refund as its state does', () => {
    const said = refundStatuses.map((status) => answerTo(status)).map(({ refund, message }) => [refund.status, message]);
    assert.equal(new Set(said.map(([, message]) => message)).size, refundStatuses.length);
  });
});
