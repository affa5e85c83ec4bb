import assert from 'node:assert/strict';
import { type Discount, PromoCode } from '#domain/marketplace/promo-code.ts';
import { Money } from '#domain/shared/money.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const later = (ms: number) => new Date(at.getTime() + ms);
const eur = (amount: bigint) => Money.of(amount, 'EUR');
const line = (price: bigint, sellerId = 's-1') => ({ sellerId, price: eur(price) });
const UNKNOWN = { kind: 'invalid', code: 'PROMO_CODE_UNKNOWN' };
const USED_UP = { kind: 'conflict', code: 'PROMO_CODE_USED_UP' };
const NOT_APPLICABLE = { kind: 'invalid', code: 'PROMO_CODE_NOT_APPLICABLE' };

type Terms = { discount?: Discount; code?: string; endsAt?: Date | null; maxUses?: number | null; sellerId?: string | null };
const promo = ({ discount = { basisPoints: 2000 }, code = 'SPRING', endsAt = null, maxUses = null, sellerId = null }: Terms = {}) =>
  new PromoCode({ id: 'c-1', code, sellerId, discount, startsAt: at, endsAt, maxUses, maxUsesPerBuyer: 2, at });
const amounts = (discounts: Money[]) => discounts.map(({ amount }) => amount);

describe('a promo code', () => {
  it('is the same however it is typed', () => assert.equal(promo({ code: ' ｓpr\ting ' }).code, 'SPRING'));

  it('is valid from its start to just before its end', () => {
    const code = promo({ endsAt: later(1000) });
    assert.throws(() => code.use(later(-1), 0), UNKNOWN);
    code.use(at, 0);
    code.use(later(999), 0);
    assert.throws(() => code.use(later(1000), 0), { kind: 'invalid', code: 'PROMO_CODE_EXPIRED' });
    assert.equal(code.uses, 2);
  });

  it('is unknown from when it was first disabled', () => {
    const code = promo();
    code.disable(at);
    code.disable(later(1));
    assert.deepEqual(code.disabledAt, at);
    assert.throws(() => code.use(at, 0), UNKNOWN);
  });

  it('is used up by all together, and by each buyer', () => {
    const code = promo({ maxUses: 1 });
    assert.throws(() => code.use(at, 2), USED_UP);
    code.use(at, 1);
    assert.throws(() => code.use(at, 0), USED_UP);
    code.giveUseBack();
    code.use(at, 0);
  });

  it('names the field that it was refused in', () =>
    assert.throws(() => promo({ maxUses: 0 }).use(at, 0), {
      faults: [{ pointer: '/promo_code', detail: 'cannot be used for this order' }],
    }));

  it('never has fewer uses than none', () => {
    const code = promo();
    code.giveUseBack();
    assert.equal(code.uses, 0);
  });

  it('is used again for what has been paid, and says whether that is within its limits', () => {
    const code = promo({ maxUses: 2 });
    assert.deepEqual([code.useAgain(1), code.useAgain(2), code.useAgain(0)], [true, false, false]);
    assert.equal(code.uses, 3);
    assert.equal(promo().useAgain(1), true);
  });

  it('takes its share of every line, to the cent in all', () =>
    assert.deepEqual(amounts(promo({ discount: { basisPoints: 3333 } }).discounts([line(100n), line(101n)], 'EUR')), [33n, 34n]));

  it('takes an amount off, spread over the lines, and no more than they cost', () => {
    const lines = [line(300n), line(700n)];
    assert.deepEqual(amounts(promo({ discount: { amount: eur(100n) } }).discounts(lines, 'EUR')), [30n, 70n]);
    assert.deepEqual(amounts(promo({ discount: { amount: eur(5000n) } }).discounts(lines, 'EUR')), [300n, 700n]);
  });

  it('lowers the price of its seller’s products alone', () => {
    const code = promo({ sellerId: 's-1', discount: { amount: eur(100n) } });
    assert.deepEqual(amounts(code.discounts([line(500n, 's-2'), line(500n)], 'EUR')), [0n, 100n]);
    assert.throws(() => code.discounts([line(500n, 's-2')], 'EUR'), NOT_APPLICABLE);
  });

  it('takes an amount off in its own currency only, and nothing of what is free', () => {
    const code = promo({ discount: { amount: Money.of(100n, 'USD') } });
    assert.throws(() => code.discounts([line(500n)], 'EUR'), NOT_APPLICABLE);
    assert.throws(() => promo().discounts([line(0n)], 'EUR'), NOT_APPLICABLE);
  });
});
