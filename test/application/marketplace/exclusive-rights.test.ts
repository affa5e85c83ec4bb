import assert from 'node:assert/strict';
import sinon from 'sinon';
import { ChangeProduct } from '#application/marketplace/change-product.ts';
import { CreateProduct } from '#application/marketplace/create-product.ts';
import type { OrderSnapshot } from '#application/marketplace/ports.ts';
import type { Actor } from '#application/shared/actor.ts';
import type { LicenceKind } from '#domain/marketplace/product.ts';
import { databases } from '#test/support/databases.ts';
import { eur, Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`an exclusive licence to a track, on ${database.name}`, () => {
    let shop: Shop;
    let seller: Actor;
    let trackId: string;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      seller = await shop.user('creator');
      trackId = await shop.track(seller);
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
    });

    const change = async (productId: string, verb: 'publish' | 'unpublish' | 'archive') =>
      (await shop.get(ChangeProduct)).execute({ actor: seller, productId, change: { verb } });
    const draft = async (licence: LicenceKind) =>
      (await shop.get(CreateProduct)).execute({ actor: seller, trackId, title: 'A track', price: eur(1000), licence });
    const offer = async (licence: LicenceKind) => {
      const productId = await draft(licence);
      await change(productId, 'publish');
      return productId;
    };
    const unavailable = (message: RegExp) => (error: unknown) =>
      error instanceof Error && 'code' in error && error.code === 'PRODUCT_UNAVAILABLE' && message.test(error.message);
    const licencesOf = async ({ id }: OrderSnapshot) =>
      (await shop.db.reader.all('select revoked_at from licences where order_id = ?', [id])).map((row) => row['revoked_at'] === null);
    const statusOf = async (productId: string) =>
      (await shop.db.reader.first('select status from products where id = ?', [productId]))?.['status'];
    const fail = async (order: OrderSnapshot) => {
      const payment = await shop.provider.getPayment(order.paymentId ?? '');
      assert.ok(payment);
      const told = sinon.stub(shop.provider, 'getPayment').resolves({ ...payment, status: 'failed', failure: null });
      await shop.paymentNews(order);
      told.restore();
    };

    it('can be offered once at a time', async () => {
      const first = await offer('exclusive');
      const second = await draft('exclusive');
      await assert.rejects(change(second, 'publish'), unavailable(/offered exclusively already/));
      await change(first, 'unpublish');
      await change(second, 'publish');
      await assert.rejects(change(first, 'publish'), unavailable(/offered exclusively already/));
    });

    it('can be offered once, however many try at the same time', async () => {
      const retried = sinon.spy(Math, 'random');
      const drafts: string[] = [];
      while (drafts.length < 5) drafts.push(await draft('exclusive'));
      const outcomes = await Promise.allSettled(drafts.map((productId) => change(productId, 'publish')));
      const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      assert.ok(refused.every(unavailable(/offered exclusively already/)), String(refused));
      assert.deepEqual([refused.length, retried.callCount], [4, 0], 'and none of them in a circle with another');
    });

    it('cannot be offered a second time while an order waits for the first to be paid', async () => {
      const first = await offer('exclusive');
      const order = await shop.order(await shop.user(), [first]);
      await change(first, 'unpublish');
      const second = await draft('exclusive');
      await assert.rejects(change(second, 'publish'), unavailable(/offered exclusively already/));
      await fail(order);
      await change(second, 'publish');
    });

    it('is the last that is sold of its track', async () => {
      const [exclusive, basic] = [await offer('exclusive'), await offer('basic')];
      const earlier = await shop.purchase(await shop.user(), [basic]);
      await shop.purchase(await shop.user(), [exclusive]);
      assert.deepEqual([await statusOf(exclusive), await statusOf(basic)], ['sold', 'draft']);
      await assert.rejects(change(basic, 'publish'), unavailable(/sold exclusively/));
      await assert.rejects(change(await draft('premium'), 'publish'), unavailable(/sold exclusively/));
      assert.deepEqual(await licencesOf(earlier), [true], 'what was sold before stays');
    });

    it('cannot be put on sale again, or out of the way, once it is sold', async () => {
      const exclusive = await offer('exclusive');
      await shop.purchase(await shop.user(), [exclusive]);
      await assert.rejects(change(exclusive, 'publish'), unavailable(/has been sold/));
      for (const verb of ['unpublish', 'archive'] as const) await assert.rejects(change(exclusive, verb));
      assert.equal(await statusOf(exclusive), 'sold');
    });

    it('is not given beside another that was sold meanwhile: the money goes back', async () => {
      const [exclusive, basic] = [await offer('exclusive'), await offer('basic')];
      const late = await shop.order(await shop.user(), [basic]);
      await shop.purchase(await shop.user(), [exclusive]);
      const ended = await shop.pay(late);
      assert.equal(ended.status, 'refund_pending');
      assert.deepEqual(await licencesOf(ended), []);
    });

    it('is not given for a late payment when the track is offered anew', async () => {
      const first = await offer('exclusive');
      const order = await shop.order(await shop.user(), [first]);
      await fail(order);
      await change(first, 'unpublish');
      await offer('exclusive');
      assert.equal((await shop.pay(order)).status, 'refund_pending');
    });

    it('frees the track again when it is refunded', async () => {
      const [exclusive, basic] = [await offer('exclusive'), await offer('basic')];
      const order = await shop.purchase(await shop.user(), [exclusive]);
      const { id } = await shop.refund(order, seller);
      await shop.settleRefund(id, 'succeeded');
      await change(basic, 'publish');
      const again = await shop.purchase(await shop.user(), [basic]);
      assert.deepEqual([await statusOf(exclusive), again.status], ['published', 'completed']);
    });

    it('can be bought together with another of the same track', async () => {
      const order = await shop.purchase(await shop.user(), [await offer('exclusive'), await offer('basic')]);
      assert.deepEqual([order.status, await licencesOf(order)], ['completed', [true, true]]);
    });
  });
}
