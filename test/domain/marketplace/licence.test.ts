import assert from 'node:assert/strict';
import { Licence } from '#domain/marketplace/licence.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const later = new Date('2026-03-02T12:00:00.000Z');
const sale = { orderId: 'o-1', productId: 'p-1', trackId: 't-1', ownerId: 'b-1', sellerId: 's-1' };

describe('a licence', () => {
  it('was revoked when that first happened, until it is given back', () => {
    const licence = new Licence({ id: 'l-1', ...sale, title: 'A track', licence: 'basic', at });
    licence.revoke(at);
    licence.revoke(later);
    assert.deepEqual(licence.revokedAt, at);
    licence.reinstate();
    assert.equal(licence.revokedAt, null);
  });
});
