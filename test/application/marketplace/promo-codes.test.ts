import assert from 'node:assert/strict';
import sinon from 'sinon';
import { CreatePromoCode } from '#application/marketplace/create-promo-code.ts';
import { DisablePromoCode } from '#application/marketplace/disable-promo-code.ts';
import { type OrderSnapshot, SalesRecords } from '#application/marketplace/ports.ts';
import type { Actor } from '#application/shared/actor.ts';
import type { Discount } from '#domain/marketplace/promo-code.ts';
import { databases } from '#test/support/databases.ts';
import { eur, Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`promo codes, on ${database.name}`, () => {
    let shop: Shop;
    let seller: Actor;
    let buyer: Actor;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      await shop.db.clear();
      seller = await shop.user('creator');
      buyer = await shop.user();
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
    });

    const make = async (discount: Discount, more: { actor?: Actor; maxUses?: number; endsAt?: Date; maxUsesPerBuyer?: number } = {}) =>
      (await shop.get(CreatePromoCode)).execute({ actor: seller, code: 'Summer-26', discount, ...more });
    const usesOf = async (id: string) => (await (await shop.get(SalesRecords)).findPromoCode(id))?.uses;
    const refusal = (code: string) => (error: unknown) => error instanceof Error && 'code' in error && error.code === code;
    const order = async (who = buyer, productIds?: string[], code = 'summer-26') =>
      shop.order(who, productIds ?? [await shop.product(seller)], { promoCode: code });

    const decline = async (placed: OrderSnapshot) => {
      const payment = await shop.provider.getPayment(placed.paymentId ?? '');
      assert.ok(payment);
      const told = sinon.stub(shop.provider, 'getPayment').resolves({ ...payment, status: 'failed', failure: null });
      await shop.paymentNews(placed);
      told.restore();
    };

    it('take a share off, whatever the case and spaces they are typed with', async () => {
      await make({ basisPoints: 2500 });
      assert.equal((await order(buyer, undefined, ' suMMer- 26')).total.amount, 750n);
    });

    it('take an amount off, spread over the lines, and never below zero', async () => {
      await make({ amount: eur(500) });
      const productIds = [await shop.product(seller, { price: 300 }), await shop.product(seller, { price: 600 })];
      const placed = await order(buyer, productIds);
      assert.deepEqual([placed.total.amount, placed.items.map((item) => item.discount)], [400n, [167n, 333n]]);
      const cheap = await order(await shop.user(), [await shop.product(seller, { price: 100 })]);
      assert.deepEqual([cheap.total.amount, cheap.status], [0n, 'completed']);
    });

    it('of a seller apply to the products of that seller only', async () => {
      await make({ basisPoints: 10_000 });
      const other = await shop.product(await shop.user('creator'), { price: 700 });
      const placed = await order(buyer, [await shop.product(seller, { price: 300 }), other]);
      assert.equal(placed.total.amount, 700n);
      await assert.rejects(order(await shop.user(), [other]), refusal('PROMO_CODE_NOT_APPLICABLE'));
    });

    it('of the platform apply to every product', async () => {
      await make({ basisPoints: 5000 }, { actor: await shop.user('admin') });
      assert.equal((await order()).total.amount, 500n);
    });

    it('are used up again by an order that was paid after it had failed', async () => {
      const id = await make({ basisPoints: 5000 }, { maxUses: 1 });
      const late = await order();
      await decline(late);
      assert.equal(await usesOf(id), 0);
      const alarms = sinon.stub(shop.log, 'error');
      await shop.pay(late);
      assert.deepEqual([await usesOf(id), alarms.callCount], [1, 0]);
      await assert.rejects(order(await shop.user()), refusal('PROMO_CODE_USED_UP'));
    });

    it('are used once too often, with an alarm, when the last use has gone to somebody else meanwhile', async () => {
      const id = await make({ basisPoints: 5000 }, { maxUses: 1 });
      const late = await order();
      await decline(late);
      await order(await shop.user());
      const alarms = sinon.stub(shop.log, 'error');
      assert.equal((await shop.pay(late)).status, 'completed');
      assert.deepEqual([await usesOf(id), alarms.args.map(([event]) => event)], [2, ['promo_code_overused']]);
    });

    it('cannot be guessed: an account that was refused ten times has to wait', async () => {
      await make({ basisPoints: 1000 }, { maxUsesPerBuyer: 2 });
      const guess = (promoCode: string) => shop.order(buyer, [productId], { promoCode });
      const productId = await shop.product(seller);
      for (let wrong = 0; wrong < 9; wrong += 1) await assert.rejects(guess(`GUESS${wrong}`), refusal('PROMO_CODE_UNKNOWN'));
      await order();
      await assert.rejects(guess('GUESS9'), refusal('PROMO_CODE_UNKNOWN'));
      await assert.rejects(guess('GUESS10'), { code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 900 });
      await assert.rejects(order(), refusal('TOO_MANY_REQUESTS'));
      assert.equal((await shop.order(buyer, [productId])).status, 'pending');
      assert.equal((await order(await shop.user())).status, 'pending');
      shop.clock.tick(900_000);
      await order();
    });

    it('give the last use to one of many racing buyers', async () => {
      const id = await make({ basisPoints: 1000 }, { maxUses: 1 });
      const buyers = await Promise.all([1, 2, 3, 4, 5].map(() => shop.user()));
      const productId = await shop.product(seller);
      const outcomes = await Promise.allSettled(buyers.map((one) => order(one, [productId])));
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
      assert.equal(await usesOf(id), 1);
    });

    it('are used once by each buyer', async () => {
      await make({ basisPoints: 1000 });
      await order();
      await assert.rejects(order(), { code: 'PROMO_CODE_USED_UP', kind: 'conflict' });
    });

    it('get their use back when the order fails', async () => {
      const id = await make({ basisPoints: 1000 }, { maxUses: 1 });
      const placed = await order();
      shop.sandbox.control.settlePayment(placed.paymentId ?? '', 'failed', 'drop');
      await shop.paymentNews(placed);
      assert.equal(await usesOf(id), 0);
      assert.equal((await order()).status, 'pending');
    });

    it('are refused when they are unknown, expired or disabled', async () => {
      await assert.rejects(order(), refusal('PROMO_CODE_UNKNOWN'));
      const id = await make({ basisPoints: 1000 }, { endsAt: new Date(shop.clock.now().getTime() + 1000) });
      shop.clock.tick(1000);
      await assert.rejects(order(), refusal('PROMO_CODE_EXPIRED'));
      await (await shop.get(DisablePromoCode)).execute(id, seller);
      await assert.rejects(order(), refusal('PROMO_CODE_UNKNOWN'));
    });

    it('exist once, and belong to whoever made them', async () => {
      const id = await make({ basisPoints: 1000 });
      await assert.rejects(make({ basisPoints: 1000 }, { actor: await shop.user('creator') }), refusal('PROMO_CODE_TAKEN'));
      await assert.rejects((await shop.get(DisablePromoCode)).execute(id, await shop.user('creator')), refusal('NOT_FOUND'));
    });
  });
}
