import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InvalidMoney, Money } from '#domain/shared/money.ts';

const eur = (amount: bigint) => Money.of(amount, 'EUR');

describe('money', () => {
  it('is whole, not negative, and fits into a ledger column', () => {
    assert.throws(() => eur(-1n), { kind: 'invalid', code: 'INVALID_MONEY' });
    assert.throws(() => eur(2n ** 63n), InvalidMoney);
    assert.equal(eur(2n ** 63n - 1n).amount, 2n ** 63n - 1n);
  });

  it('knows its currencies', () => {
    assert.throws(() => Money.of(1n, 'EURO'), InvalidMoney);
    assert.throws(() => Money.of(1n, 'eur'), InvalidMoney);
  });

  it('is never mixed with another currency', () => {
    assert.throws(() => eur(1n).plus(Money.of(1n, 'USD')), InvalidMoney);
    assert.throws(() => eur(1n).isMoreThan(Money.of(1n, 'USD')), InvalidMoney);
  });

  it('takes a share in basis points, rounded half up', () => {
    assert.equal(eur(1299n).portion(1000).amount, 130n);
    assert.equal(eur(5n).portion(1000).amount, 1n);
    assert.equal(eur(4n).portion(1000).amount, 0n);
    assert.equal(eur(4999n).portion(1).amount, 0n);
  });

  it('splits 100 cents over three so that they add up', () => {
    assert.deepEqual(
      eur(100n)
        .allocate([1n, 1n, 1n])
        .map((part) => part.amount),
      [34n, 33n, 33n],
    );
  });

  it('is not split over nobody, nor by a share below nothing', () => {
    assert.throws(() => eur(100n).allocate([]), InvalidMoney);
    assert.throws(() => eur(100n).allocate([1n, -1n]), InvalidMoney);
  });

  it('splits any amount by any weights without losing or making a cent, and nobody is more than one off the exact share', () => {
    const amounts = fc.bigInt({ min: 0n, max: 10n ** 15n });
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(amounts, weights, (amount, shares) => {
        const parts = eur(amount).allocate(shares);
        assert.equal(Money.sum(parts, 'EUR').amount, amount);
        const total = shares.reduce((sum, share) => sum + share, 0n);
        if (total === 0n) return;
        for (const [index, share] of shares.entries()) {
          const floor = (amount * share) / total;
          const part = parts[index]?.amount ?? -1n;
          assert.ok(part === floor || part === floor + 1n);
          if (share === 0n) assert.equal(part, 0n);
        }
      }),
    );
  });
});
