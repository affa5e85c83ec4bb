import assert from 'node:assert/strict';
import { type LicenceKind, Product } from '#domain/marketplace/product.ts';
import { Money } from '#domain/shared/money.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const later = new Date('2026-03-02T12:00:00.000Z');
const eur = (amount: bigint) => Money.of(amount, 'EUR');
const UNAVAILABLE = { kind: 'conflict', code: 'PRODUCT_UNAVAILABLE' };

const drafted = (licence: LicenceKind = 'basic') =>
  new Product({ id: 'p-1', sellerId: 's-1', trackId: 't-1', licence, title: 'A track', description: 'Loud', price: eur(1000n), at });

function offered(licence: LicenceKind = 'basic'): Product {
  const product = drafted(licence);
  product.publish(at);
  return product;
}

function heldFor(orderId: string): Product {
  const product = offered('exclusive');
  product.hold(orderId);
  return product;
}

function soldTo(orderId: string): Product {
  const product = heldFor(orderId);
  product.sellTo(orderId, at);
  return product;
}

function archived(licence: LicenceKind = 'basic'): Product {
  const product = drafted(licence);
  product.archive(at);
  return product;
}

describe('a product', () => {
  it('is a draft until it is published, and stays what it is when it is told so twice', () => {
    const product = drafted();
    product.unpublish(later);
    assert.deepEqual([product.status, product.publishedAt, product.updatedAt], ['draft', null, at]);
    product.publish(later);
    product.publish(at);
    assert.deepEqual([product.status, product.publishedAt, product.updatedAt], ['published', later, later]);
    product.unpublish(at);
    assert.deepEqual([product.status, product.updatedAt], ['draft', at]);
    product.archive(later);
    product.archive(at);
    assert.deepEqual([product.status, product.updatedAt], ['archived', later]);
    assert.throws(() => product.publish(later), { kind: 'conflict', code: 'ILLEGAL_TRANSITION' });
    const onSale = offered();
    onSale.archive(later);
    assert.equal(onSale.status, 'archived');
  });

  it('changes what its seller names, and nothing else', () => {
    const product = offered();
    product.revise({ title: 'Another name' }, later);
    assert.deepEqual([product.title, product.description, product.price, product.updatedAt], ['Another name', 'Loud', eur(1000n), later]);
    product.revise({ description: null, price: eur(500n) }, later);
    assert.deepEqual([product.title, product.description, product.price], ['Another name', null, eur(500n)]);
  });

  it('can no longer be changed once it is sold or archived', () => {
    for (const product of [soldTo('o-1'), archived()]) assert.throws(() => product.revise({ title: 'Another name' }, later), UNAVAILABLE);
  });

  it('is for sale while it is published only', () => {
    for (const product of [drafted(), archived(), soldTo('o-1')]) assert.throws(() => product.hold('o-1'), UNAVAILABLE);
  });

  it('never runs out unless it is exclusive', () => {
    const product = offered();
    for (const orderId of ['o-1', 'o-2']) {
      product.hold(orderId);
      assert.equal(product.canBeGivenTo(orderId), true);
      product.sellTo(orderId, later);
    }
    assert.deepEqual([product.status, product.heldByOrderId, product.claimsTrack], ['published', null, false]);
    assert.equal(archived().canBeGivenTo('o-1'), true);
  });
});

describe('an exclusive product', () => {
  it('is kept for one order, which may ask again', () => {
    const product = heldFor('o-1');
    product.hold('o-1');
    assert.throws(() => product.hold('o-2'), UNAVAILABLE);
    assert.deepEqual([product.canBeGivenTo('o-1'), product.canBeGivenTo('o-2')], [true, false]);
    product.release('o-2', later);
    assert.deepEqual([product.heldByOrderId, product.updatedAt], ['o-1', at]);
    product.release('o-1', later);
    assert.deepEqual([product.heldByOrderId, product.status, product.canBeGivenTo('o-2')], [null, 'published', true]);
  });

  it('is sold once, to one order', () => {
    const product = offered('exclusive');
    product.sellTo('o-1', later);
    assert.deepEqual([product.status, product.heldByOrderId, product.updatedAt], ['sold', 'o-1', later]);
    product.sellTo('o-1', new Date(0));
    assert.deepEqual(product.updatedAt, later);
    assert.throws(() => product.sellTo('o-2', later), UNAVAILABLE);
    assert.deepEqual([product.canBeGivenTo('o-1'), product.canBeGivenTo('o-2')], [true, false]);
    assert.throws(() => product.publish(later), UNAVAILABLE);
  });

  it('is still given to who pays late for it after it went back to a draft, and not after it was archived', () => {
    const product = heldFor('o-1');
    product.unpublish(at);
    product.sellTo('o-1', later);
    assert.equal(product.status, 'sold');
    assert.equal(archived('exclusive').canBeGivenTo('o-1'), false);
    assert.throws(() => archived('exclusive').sellTo('o-1', later), UNAVAILABLE);
  });

  it('is for sale again when its order gives it back', () => {
    const product = soldTo('o-1');
    product.release('o-1', later);
    assert.deepEqual([product.status, product.heldByOrderId, product.updatedAt], ['published', null, later]);
  });

  it('claims its track while it is offered, sold or being bought', () => {
    const waiting = heldFor('o-1');
    waiting.unpublish(at);
    const claims = [drafted('exclusive'), offered('exclusive'), waiting, soldTo('o-1'), archived('exclusive')];
    assert.deepEqual(
      claims.map(({ claimsTrack }) => claimsTrack),
      [false, true, true, true, false],
    );
  });
});
