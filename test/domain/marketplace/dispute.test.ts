import assert from 'node:assert/strict';
import { Dispute } from '#domain/marketplace/dispute.ts';
import { Money } from '#domain/shared/money.ts';
import { IllegalTransition } from '#domain/shared/transitions.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const later = new Date('2026-03-09T12:00:00.000Z');
const dueBy = new Date('2026-03-20T12:00:00.000Z');
const eur = (amount: bigint) => Money.of(amount, 'EUR');

const opened = () =>
  new Dispute({
    id: 'd-1',
    orderId: 'o-1',
    provider: 'sandbox',
    providerDisputeId: 'dp_1',
    amount: eur(1000n),
    reason: 'fraudulent',
    evidenceDueBy: dueBy,
    at,
  });

function lost(): Dispute {
  const dispute = opened();
  dispute.lose(eur(1500n), at);
  dispute.recordRefund('r-1');
  return dispute;
}

describe('a dispute', () => {
  it('asks for evidence from the start, and says why and until when', () => {
    const dispute = opened();
    assert.deepEqual([dispute.status, dispute.isOpen, dispute.losses], ['evidence_due', true, 0]);
    assert.deepEqual([dispute.reason, dispute.evidenceDueBy, dispute.openedAt], ['fraudulent', dueBy, at]);
  });

  it('is open while the bank looks at it, and may ask for more', () => {
    const dispute = opened();
    dispute.progress('under_review', null);
    assert.deepEqual([dispute.status, dispute.isOpen, dispute.evidenceDueBy], ['under_review', true, null]);
    dispute.progress('under_review', dueBy);
    assert.deepEqual([dispute.status, dispute.evidenceDueBy], ['under_review', dueBy]);
  });

  it('costs its fee once it is lost, and counts how often that was', () => {
    const dispute = lost();
    assert.deepEqual([dispute.status, dispute.isOpen, dispute.losses, dispute.closedAt], ['lost', false, 1, at]);
    assert.deepEqual([dispute.fee, dispute.refundId], [eur(1500n), 'r-1']);
    dispute.win(at);
    dispute.lose(eur(1500n), later);
    assert.equal(dispute.losses, 2);
  });

  it('has no fee where the provider takes none', () => {
    for (const fee of [null, eur(0n)]) {
      const dispute = opened();
      dispute.lose(fee, at);
      assert.equal(dispute.fee, null);
    }
  });

  it('costs nothing, and stands for no refund, when it is won on appeal', () => {
    const dispute = lost();
    dispute.win(later);
    assert.deepEqual([dispute.status, dispute.fee, dispute.refundId, dispute.closedAt], ['won', null, null, later]);
  });

  it('is no longer closed when the bank takes it up again', () => {
    const dispute = opened();
    dispute.win(at);
    dispute.progress('evidence_due', dueBy);
    assert.deepEqual([dispute.status, dispute.isOpen, dispute.closedAt], ['evidence_due', true, null]);
  });

  it('may be decided, or want more evidence, after it was under review, and be reviewed again after it was won', () => {
    const reviewed = () => {
      const dispute = opened();
      dispute.progress('under_review', null);
      return dispute;
    };
    const [won, lost, wanting] = [reviewed(), reviewed(), reviewed()];
    won.win(at);
    lost.lose(null, at);
    wanting.progress('evidence_due', dueBy);
    assert.deepEqual([won.status, lost.status, wanting.status], ['won', 'lost', 'evidence_due']);
    won.progress('under_review', null);
    assert.equal(won.status, 'under_review');
  });

  it('is not lost or won twice', () => {
    const won = opened();
    won.win(at);
    assert.throws(() => won.win(at), IllegalTransition);
    assert.throws(() => lost().lose(null, at), IllegalTransition);
    assert.throws(() => lost().progress('under_review', null), IllegalTransition);
  });
});
