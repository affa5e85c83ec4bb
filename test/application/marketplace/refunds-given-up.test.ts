import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { OrderSnapshot } from '#application/marketplace/ports.ts';
import { ReconcileRefunds } from '#application/marketplace/reconcile-refunds.ts';
import type { Actor } from '#application/shared/actor.ts';
import { databases } from '#test/support/databases.ts';
import { once, Shop } from '#test/support/shop.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

for (const database of databases) {
  describe(`giving up a refund that the provider knows nothing of, on ${database.name}`, () => {
    let shop: Shop;
    let buyer: Actor;
    let order: OrderSnapshot;
    const open = async (orphanAfter: string) => {
      shop = await Shop.open(database, { RECONCILE_REFUND_ORPHAN_AFTER: orphanAfter });
      sinon.replace(shop.provider as { callEndsWithinMs: number }, 'callEndsWithinMs', 40 * SECOND);
      buyer = await shop.user();
      order = await shop.purchase(buyer, [await shop.product(await shop.user('creator'))]);
    };
    afterEach(async () => {
      sinon.restore();
      assert.deepEqual(await shop.auditFaults(), []);
      await shop.close();
    });

    const reconcile = async () => (await shop.get(ReconcileRefunds)).execute({ all: true });
    const bound = () => shop.provider.callEndsWithinMs;
    const statusNow = async () => (await shop.orderNow(order.id)).status;
    const lost = { outcome: 'unknown', cause: new Error('the answer was lost') } as const;
    /** What happens while the provider makes up its mind. */
    const meanwhile = (create: sinon.SinonStub, happens: () => Promise<void>) =>
      create.callsFake(async () => {
        await happens();
        return lost;
      });

    it('comes as soon as RECONCILE_REFUND_ORPHAN_AFTER says, once its call has ended', async () => {
      await open('2s');
      sinon.stub(shop.provider, 'createRefund').resolves(lost);
      await shop.refund(order, buyer);
      await reconcile();
      assert.equal(await statusNow(), 'refund_pending');
      shop.clock.tick(2 * SECOND);
      await reconcile();
      assert.equal(await statusNow(), 'completed');
    });

    it('waits for a call that is still under way, however soon it may come', async () => {
      await open('1s');
      meanwhile(sinon.stub(shop.provider, 'createRefund'), async () => {
        shop.clock.tick(bound() - SECOND);
        await reconcile();
        assert.equal(await statusNow(), 'refund_pending');
      });
      await shop.refund(order, buyer);
      await reconcile();
      assert.equal(await statusNow(), 'completed');
    });

    it('waits no longer than a call can take when the process that made it has died', async () => {
      await open('1s');
      sinon.stub(shop.provider, 'createRefund').rejects(new Error('the process died'));
      await assert.rejects(shop.refund(order, buyer), /died/);
      shop.clock.tick(bound() - SECOND);
      await reconcile();
      assert.equal(await statusNow(), 'refund_pending');
      shop.clock.tick(SECOND);
      await reconcile();
      assert.equal(await statusNow(), 'completed');
    });

    it('waits for a call that was under way when the provider was asked, however long that takes to answer', async () => {
      await open('1s');
      const create = sinon.stub(shop.provider, 'createRefund').rejects(new Error('the process died'));
      await assert.rejects(shop.refund(order, buyer), /died/);
      create.restore();
      shop.clock.tick(bound() - SECOND);
      const find = sinon.stub(shop.provider, 'findRefund').callsFake(async () => {
        shop.clock.tick(2 * SECOND);
        return null;
      });
      await reconcile();
      assert.deepEqual([await statusNow(), find.callCount], ['refund_pending', 1]);
    });

    it('waits for a call that was repeated at the last moment', async () => {
      await open('5m');
      const create = sinon.stub(shop.provider, 'createRefund').rejects(new Error('the process died'));
      const request = once<never>();
      await assert.rejects(shop.refund(order, buyer, { once: request }), /died/);
      shop.clock.tick(5 * MINUTE - SECOND);
      meanwhile(create, async () => {
        shop.clock.tick(bound() - SECOND);
        await reconcile();
        assert.equal(await statusNow(), 'refund_pending');
      });
      await shop.refund(order, buyer, { once: request });
      assert.equal(create.callCount, 2);
      await reconcile();
      assert.equal(await statusNow(), 'completed');
    });

    it('does not come while one of two calls has ended and the other has not', async () => {
      await open('5m');
      const request = once<never>();
      const create = sinon.stub(shop.provider, 'createRefund');
      create.onFirstCall().callsFake(async () => {
        shop.clock.tick(4 * MINUTE + 50 * SECOND);
        create.onSecondCall().rejects(new Error('the process died'));
        await assert.rejects(shop.refund(order, buyer, { once: request }), /died/);
        return lost;
      });
      await shop.refund(order, buyer, { once: request });
      shop.clock.tick(bound() - SECOND);
      await reconcile();
      assert.equal(await statusNow(), 'refund_pending');
      shop.clock.tick(SECOND);
      await reconcile();
      assert.equal(await statusNow(), 'completed');
    });
  });
}
