import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitRefund, OrderItem, priceItems, type RefundLine, sharesBySeller, splitRefund } from '#domain/marketplace/order-item.ts';
import { Money } from '#domain/shared/money.ts';

const eur = (amount: bigint) => Money.of(amount, 'EUR');
const line = (price: bigint, sellerId = 's1', productId = `p${price}`) => ({
  productId,
  trackId: 't',
  sellerId,
  title: 'A track',
  licence: 'basic' as const,
  price: eur(price),
});

describe('the lines of an order', () => {
  it('freeze the commission and the share of each sale', () => {
    const [item] = priceItems([line(1299n)], [], 1000);
    assert.deepEqual([item?.total, item?.commission, item?.sellerShare], [1299n, 130n, 1169n]);
  });

  it('take the commission of what is paid after the discount', () => {
    const [item] = priceItems([line(1000n)], [eur(500n)], 1000);
    assert.deepEqual([item?.total, item?.commission], [500n, 50n]);
  });

  it('share the commission of the whole order, which is never less for being sold in pieces', () => {
    const items = priceItems([line(33n, 'a', 'p1'), line(33n, 'b', 'p2'), line(34n, 'c', 'p3')], [], 1000);
    assert.deepEqual(
      items.map(({ commission }) => commission),
      [3n, 3n, 4n],
    );
  });

  it('never bear more commission than they cost, nor a cent more or less in all', () => {
    const prices = fc.array(fc.bigInt({ min: 0n, max: 500n }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(prices, fc.integer({ min: 0, max: 10_000 }), (amounts, bps) => {
        const items = priceItems(
          amounts.map((amount, index) => line(amount, 's1', `p${index}`)),
          [],
          bps,
        );
        const sum = (of: (item: OrderItem) => bigint) => items.reduce((total, item) => total + of(item), 0n);
        assert.equal(
          sum(({ commission }) => commission),
          eur(sum(({ total }) => total)).portion(bps).amount,
        );
        assert(items.every(({ sellerShare }) => sellerShare >= 0n));
      }),
    );
  });

  it('add up what each seller gets over several lines', () => {
    const items = priceItems([line(1000n, 'a', 'p1'), line(500n, 'b', 'p2'), line(300n, 'a', 'p3')], [], 1000);
    const shares = sharesBySeller(
      items.map((item) => ({ ...item, amount: item.total })),
      'EUR',
    );
    assert.deepEqual(
      shares.map(({ sellerId, amount }) => [sellerId, amount.amount]),
      [
        ['a', 1170n],
        ['b', 450n],
      ],
    );
  });
});

describe('refunding lines in parts', () => {
  it('gives the whole commission back with the last cent, however the parts are cut', () => {
    const prices = fc.array(fc.bigInt({ min: 1n, max: 100_000n }), { minLength: 1, maxLength: 5 });
    const cuts = fc.array(fc.bigInt({ min: 1n, max: 30_000n }), { maxLength: 6 });
    fc.assert(
      fc.property(prices, cuts, fc.integer({ min: 0, max: 10_000 }), (amounts, wanted, bps) => {
        let items = priceItems(
          amounts.map((amount, index) => line(amount, `s${index % 2}`, `p${index}`)),
          [],
          bps,
        );
        const left = () => items.reduce((sum, item) => sum + item.refundable, 0n);
        for (const cut of [...wanted, null]) {
          const amount = cut === null || cut > left() ? left() : cut;
          if (amount === 0n) continue;
          const parts = splitRefund(items, eur(amount));
          assert.equal(
            parts.reduce((sum, part) => sum + part.amount, 0n),
            amount,
          );
          for (const part of parts) assert.ok(part.commission >= 0n && part.commission <= part.amount);
          items = items.map((item) => {
            const part = parts.find(({ productId }) => productId === item.productId);
            return part ? item.withRefund(part.amount, part.commission) : item;
          });
        }
        for (const item of items) assert.deepEqual([item.refundable, item.commissionReturned], [0n, item.commission]);
      }),
    );
  });

  it('takes nothing from a line that is refunded already', () => {
    const [first, second] = priceItems([line(100n, 's', 'p1'), line(100n, 's', 'p2')], [], 0);
    assert.ok(first instanceof OrderItem && second instanceof OrderItem);
    const parts = splitRefund([first.withRefund(100n, 0n), second], eur(60n));
    assert.deepEqual(
      parts.map(({ productId, amount }) => [productId, amount]),
      [['p2', 60n]],
    );
  });

  it('never takes more of seller or platform than each got, whichever parts are given back again in between', () => {
    const [sold] = priceItems([line(10n)], [], 6000);
    assert.ok(sold);
    const step = fc.oneof(fc.record({ take: fc.constantFrom(1n, 2n) }), fc.record({ undo: fc.nat(9) }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), (steps) => {
        let item = sold;
        const taken: RefundLine[] = [];
        for (const next of steps) {
          if ('undo' in next) {
            const [back] = taken.splice(next.undo, 1);
            if (back) item = item.withRefund(-back.amount, -back.commission);
          } else if (next.take <= item.refundable) {
            const [part] = splitRefund([item], eur(next.take));
            assert.ok(part && part.commission >= 0n && part.commission <= part.amount);
            taken.push(part);
            item = item.withRefund(part.amount, part.commission);
          }
          assert.ok(item.commissionReturned <= item.commission);
          assert.ok(item.refunded - item.commissionReturned <= item.sellerShare);
        }
      }),
    );
  });

  it('takes from the other lines what is no longer left of its own', () => {
    const [first, second] = priceItems([line(500n, 's', 'p1'), line(500n, 's', 'p2')], [], 1000);
    assert.ok(first instanceof OrderItem && second instanceof OrderItem);
    const wanted = splitRefund([first], eur(500n));
    const parts = fitRefund([first.withRefund(150n, 15n), second.withRefund(150n, 15n)], wanted, 'EUR');
    assert.deepEqual(
      parts.map(({ productId, amount, commission }) => [productId, amount, commission]),
      [
        ['p1', 350n, 35n],
        ['p2', 150n, 15n],
      ],
    );
  });

  it('gives the commission back that belongs to it when it is taken, not when it was asked for', () => {
    const [item] = priceItems([line(10n)], [], 1000);
    assert.ok(item);
    const [asked] = splitRefund([item], eur(5n));
    const [meanwhile] = splitRefund([item], eur(5n));
    assert.ok(asked && meanwhile);
    const after = item.withRefund(meanwhile.amount, meanwhile.commission);
    assert.deepEqual([asked.commission, fitRefund([after], [asked], 'EUR')[0]?.commission], [0n, 1n]);
  });

  it('give nothing back of what was free', () => {
    const [item] = priceItems([line(500n)], [eur(500n)], 1000);
    assert.equal(item?.commissionWithin(0n), 0n);
  });
});
