import assert from 'node:assert/strict';
import sinon from 'sinon';
import { RefundRefused } from '#application/marketplace/errors.ts';
import { IssueRefund } from '#application/marketplace/issue-refund.ts';
import { type OrderSnapshot, SalesRecords } from '#application/marketplace/ports.ts';
import { ReconcileRefunds } from '#application/marketplace/reconcile-refunds.ts';
import { SettleRefund } from '#application/marketplace/settle-refund.ts';
import type { Actor } from '#application/shared/actor.ts';
import { accounts } from '#domain/ledger/ledger-transaction.ts';
import { databases } from '#test/support/databases.ts';
import { eur, once, Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`refunding an order, on ${database.name}`, () => {
    let shop: Shop;
    let seller: Actor;
    let buyer: Actor;
    let order: OrderSnapshot;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      seller = await shop.user('creator');
      buyer = await shop.user();
      order = await shop.purchase(buyer, [await shop.product(seller)]);
    });
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
    });

    const refusal = (code: string) => (error: unknown) => error instanceof Error && 'code' in error && error.code === code;
    const statusNow = async () => (await shop.orderNow(order.id)).status;
    const licencesOf = async (owner: Actor) => (await (await shop.get(SalesRecords)).listLicences(owner.userId, { limit: 10 })).data;

    it('is pending until the provider confirms it, even when its first answer says that it succeeded', async () => {
      const create = sinon.stub(shop.provider, 'createRefund').callsFake(async (key, request) => ({
        outcome: 'accepted',
        value: {
          refundId: `r_${key}`,
          paymentId: request.paymentId,
          status: 'succeeded',
          amount: request.amount,
          reference: key,
          failure: null,
        },
      }));
      const refund = await shop.refund(order, buyer);
      assert.deepEqual([refund.status, await statusNow(), create.callCount], ['pending', 'refund_pending', 1]);
      assert.equal((await licencesOf(buyer))[0]?.revokedAt, null);
    });

    it('revokes the licences and turns the sale around in the books', async () => {
      const refund = await shop.refund(order, buyer);
      await shop.settleRefund(refund.id, 'succeeded');
      assert.equal(await statusNow(), 'refunded');
      assert.ok((await licencesOf(buyer)).every((licence) => licence.revokedAt !== null));
      assert.deepEqual(
        [await shop.balance(accounts.payable(seller.userId)), await shop.balance(accounts.connect(seller.userId))],
        [0n, 0n],
      );
    });

    it('happens once, however often and at once the provider says so', async () => {
      const refund = await shop.refund(order, buyer);
      shop.sandbox.control.settleRefund(refund.id, 'succeeded', 'drop');
      const told = await shop.provider.findRefund(refund.id, '');
      assert.ok(told);
      const settle = await shop.get(SettleRefund);
      const results = await Promise.all([1, 2, 3].map(() => settle.execute('sandbox', told)));
      assert.deepEqual(results.map(({ result }) => result).sort(), ['settled', 'unchanged', 'unchanged']);
    });

    it('gives the order back when the provider declines at once, and may be asked for again', async () => {
      sinon
        .stub(shop.provider, 'createRefund')
        .onFirstCall()
        .resolves({ outcome: 'declined', failure: { code: 'IR_14', message: 'not now' } })
        .callThrough();
      await assert.rejects(shop.refund(order, buyer), (error) => error instanceof RefundRefused && error.code === 'IR_14');
      assert.equal(await statusNow(), 'completed');
      assert.equal((await shop.refund(order, buyer)).status, 'pending');
    });

    it('gives the order back when the provider fails it later', async () => {
      const refund = await shop.refund(order, buyer);
      await shop.settleRefund(refund.id, 'failed');
      assert.equal(await statusNow(), 'completed');
      assert.equal((await licencesOf(buyer))[0]?.revokedAt, null);
    });

    it('leaves everything open when the provider’s answer is lost', async () => {
      sinon.stub(shop.provider, 'createRefund').resolves({ outcome: 'unknown', cause: new Error('timed out') });
      const refund = await shop.refund(order, buyer);
      assert.deepEqual([refund.status, refund.providerRefundId, await statusNow()], ['pending', null, 'refund_pending']);
    });

    it('is looked up, and not made again, when the request that asked for it was cut off', async () => {
      const create = sinon.stub(shop.provider, 'createRefund');
      create.callsFake(async (...asked) => {
        await create.wrappedMethod.apply(shop.provider, asked);
        throw new Error('the process died');
      });
      const request = once<never>();
      await assert.rejects(shop.refund(order, buyer, { once: request }), /died/);
      const refund = await shop.refund(order, buyer, { once: request });
      assert.deepEqual([refund.id, create.callCount], [request.resourceId, 1]);
      const { data } = await (await shop.get(SalesRecords)).listRefunds({ orderId: order.id }, { limit: 1 });
      assert.ok(data[0]?.providerRefundId);
    });

    for (const [when, ageMs, calls] of [
      ['soon', 2 * 60_000, 2],
      ['when reconciliation may give it up at any moment', 10 * 60_000, 1],
      ['when the provider has forgotten its key', 25 * 3_600_000, 1],
    ] as const) {
      it(`is asked for ${calls === 2 ? 'again' : 'no more'} when its request comes again ${when}, unknown to the provider`, async () => {
        const create = sinon.stub(shop.provider, 'createRefund').rejects(new Error('the process died'));
        const request = once<never>();
        await assert.rejects(shop.refund(order, buyer, { once: request }), /died/);
        create.resolves({ outcome: 'unknown', cause: new Error('timed out') });
        shop.clock.tick(ageMs);
        assert.equal((await shop.refund(order, buyer, { once: request })).status, 'pending');
        assert.equal(create.callCount, calls);
      });
    }

    it('is answered with the refusal when its request was cut off and comes again after it has failed', async () => {
      sinon.stub(shop.provider, 'createRefund').rejects(new Error('the process died'));
      const request = once<never>();
      await assert.rejects(shop.refund(order, buyer, { once: request }), /died/);
      shop.clock.tick(6 * 60_000);
      await (await shop.get(ReconcileRefunds)).execute({ all: false });
      await assert.rejects(shop.refund(order, buyer, { once: request }), refusal('REFUND_NEVER_CREATED'));
      assert.ok(request.finished[0] instanceof RefundRefused);
    });

    it('that the provider made twice under one key is counted twice', async () => {
      const refund = await shop.refund(order, buyer, { amount: 300n });
      await shop.settleRefund(refund.id, 'succeeded');
      const told = await shop.provider.findRefund(refund.id, '');
      assert.ok(told);
      const error = sinon.stub(shop.log, 'error');
      const settle = await shop.get(SettleRefund);
      const second = { ...told, refundId: 'the-second' };
      const results = [await settle.execute('sandbox', second), await settle.execute('sandbox', second)];
      assert.deepEqual(
        results.map(({ result }) => result),
        ['settled', 'unchanged'],
      );
      assert.deepEqual(
        error.args.map(([event]) => event),
        ['refund_made_twice'],
      );
      assert.equal((await shop.orderNow(order.id)).refunded.amount, 600n);
    });

    it('is not refused when another call for it was accepted meanwhile', async () => {
      const create = sinon.stub(shop.provider, 'createRefund').callThrough();
      create.onFirstCall().callsFake(async (refundId) => {
        await (await shop.get(IssueRefund)).execute(refundId);
        return { outcome: 'declined', failure: { code: 'IR_01', message: 'a wrong key', ours: true } };
      });
      const refund = await shop.refund(order, buyer);
      assert.deepEqual([refund.status, await statusNow(), create.callCount], ['pending', 'refund_pending', 2]);
    });

    it('follows a provider whose word overtakes our own commit', async () => {
      const create = sinon.stub(shop.provider, 'createRefund');
      create.callsFake(async (key, request) => {
        const answer = await create.wrappedMethod.call(shop.provider, key, request);
        await shop.settleRefund(key, 'succeeded');
        return answer;
      });
      const request = once<never>();
      const refund = await shop.refund(order, buyer, { once: request });
      assert.equal(await statusNow(), 'refunded');
      assert.deepEqual([refund.status, request.finished], ['pending', [refund]], 'which is what was asked for');
    });

    it('is undone in order, licences and books when it fails after it succeeded', async () => {
      const refund = await shop.refund(order, buyer);
      await shop.settleRefund(refund.id, 'succeeded');
      await shop.settleRefund(refund.id, 'failed');
      assert.equal(await statusNow(), 'completed');
      assert.equal((await licencesOf(buyer))[0]?.revokedAt, null);
      const owed = (await shop.balance(accounts.payable(seller.userId))) + (await shop.balance(accounts.connect(seller.userId)));
      assert.equal(owed, -900n);
    });

    it('answers a double click with the honest reason', async () => {
      await shop.refund(order, buyer);
      await assert.rejects(shop.refund(order, buyer), refusal('REFUND_ALREADY_REQUESTED'));
    });

    it('lets only one of two racing requests through', async () => {
      const outcomes = await Promise.allSettled([shop.refund(order, buyer), shop.refund(order, buyer)]);
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    });

    it('is refused to strangers, for unpaid and refunded orders, and to everybody after the window', async () => {
      await assert.rejects(shop.refund(order, await shop.user()), refusal('FORBIDDEN'));
      await assert.rejects(shop.refund(await shop.order(buyer, [await shop.product(seller)]), buyer), refusal('ORDER_NOT_REFUNDABLE'));
      shop.clock.tick(15 * 86_400_000);
      for (const actor of [buyer, seller, await shop.user('admin')]) {
        await assert.rejects(shop.refund(order, actor), refusal('REFUND_WINDOW_EXPIRED'));
      }
    });

    it('has nothing to give back for an order that cost nothing', async () => {
      const free = await shop.order(buyer, [await shop.product(seller, { price: 0 })]);
      await assert.rejects(shop.refund(free, buyer), refusal('NO_PAYMENT'));
    });

    it('takes parts, then exactly the rest, and not a cent more', async () => {
      const first = await shop.refund(order, buyer, { amount: 333n });
      await shop.settleRefund(first.id, 'succeeded');
      assert.equal(await statusNow(), 'partially_refunded');
      assert.equal((await licencesOf(buyer))[0]?.revokedAt, null);
      await assert.rejects(shop.refund(order, buyer, { amount: 668n }), refusal('REFUND_AMOUNT_INVALID'));
      const rest = await shop.refund(order, buyer, { amount: 667n });
      await shop.settleRefund(rest.id, 'succeeded');
      assert.equal(await statusNow(), 'refunded');
      await assert.rejects(shop.refund(order, buyer, { amount: 1n }), refusal('ORDER_NOT_REFUNDABLE'));
    });

    it('takes single lines, and revokes their licences only', async () => {
      const productIds = [await shop.product(seller, { price: 700 }), await shop.product(seller, { price: 300 })];
      const both = await shop.purchase(buyer, productIds);
      const refund = await shop.refund(both, buyer, { productIds: productIds.slice(1) });
      assert.equal(refund.amount.amount, 300n);
      await shop.settleRefund(refund.id, 'succeeded');
      const licences = (await licencesOf(buyer)).filter((licence) => licence.orderId === both.id);
      assert.deepEqual(
        productIds.map((id) => licences.find((licence) => licence.productId === id)?.revokedAt !== null),
        [false, true],
      );
    });

    it('takes no lines but the seller’s own when a seller asks for it', async () => {
      const other = await shop.user('creator');
      const [own, theirs] = [await shop.product(seller, { price: 700 }), await shop.product(other, { price: 300 })];
      const both = await shop.purchase(buyer, [own, theirs]);
      await assert.rejects(shop.refund(both, seller, { amount: 701n }), refusal('REFUND_AMOUNT_INVALID'));
      await assert.rejects(shop.refund(both, seller, { productIds: [theirs] }), refusal('VALIDATION_FAILED'));
      const refund = await shop.refund(both, seller);
      assert.equal(refund.amount.amount, 700n);
      await shop.settleRefund(refund.id, 'succeeded');
      const licences = (await licencesOf(buyer)).filter((licence) => licence.orderId === both.id);
      assert.deepEqual(
        [own, theirs].map((id) => licences.find((licence) => licence.productId === id)?.revokedAt !== null),
        [true, false],
      );
    });

    it('is taken over when it was made in the provider’s dashboard', async () => {
      const made = shop.sandbox.control.refundPayment(order.paymentId ?? '', 1000n, 'drop');
      const told = await shop.provider.getRefund(made?.id ?? '');
      assert.ok(told);
      const settle = await shop.get(SettleRefund);
      assert.equal((await settle.execute('sandbox', told)).result, 'settled');
      assert.equal((await settle.execute('sandbox', told)).result, 'unchanged');
      assert.equal(await statusNow(), 'refunded');
    });

    it('is quarantined when the provider names another amount', async () => {
      const refund = await shop.refund(order, buyer);
      const told = await shop.provider.findRefund(refund.id, '');
      assert.ok(told);
      const lie = { ...told, status: 'succeeded' as const, amount: eur(1) };
      assert.equal((await (await shop.get(SettleRefund)).execute('sandbox', lie)).result, 'quarantined');
      assert.equal(await statusNow(), 'refund_pending');
    });

    it('waits in review for as long as it takes', async () => {
      const refund = await shop.refund(order, buyer);
      const told = await shop.provider.findRefund(refund.id, '');
      assert.ok(told);
      const settle = await shop.get(SettleRefund);
      await settle.execute('sandbox', { ...told, status: 'review' });
      assert.equal(await statusNow(), 'refund_pending');
      await settle.execute('sandbox', { ...told, status: 'succeeded' });
      assert.equal(await statusNow(), 'refunded');
    });
  });
}
