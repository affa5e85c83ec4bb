import assert from 'node:assert/strict';
import { ChangeProduct, type ProductChange } from '#application/marketplace/change-product.ts';
import { CreateProduct } from '#application/marketplace/create-product.ts';
import type { Actor } from '#application/shared/actor.ts';
import { databases } from '#test/support/databases.ts';
import { eur, Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`products of a seller, on ${database.name}`, () => {
    let shop: Shop;
    let seller: Actor;
    before(async () => {
      shop = await Shop.open(database);
    });
    after(() => shop.close());
    beforeEach(async () => {
      seller = await shop.user('creator');
    });

    const change = async (productId: string, wanted: ProductChange, actor = seller) => {
      shop.clock.tick(1);
      await (await shop.get(ChangeProduct)).execute({ actor, productId, change: wanted });
    };
    const create = async (actor: Actor, trackId: string) =>
      (await shop.get(CreateProduct)).execute({
        actor,
        trackId,
        title: 'A track',
        description: 'Loud',
        price: eur(1000),
        licence: 'basic',
      });
    const row = (productId: string) => shop.db.reader.first('select title, description, status from products where id = ?', [productId]);
    const audited = async (productId: string) => {
      const subject = `product:${productId}`;
      const found = await shop.db.reader.all(
        'select action, actor_id, old_values, new_values from audit_log where subject = ? order by happened_at',
        [subject],
      );
      const values = (text: unknown) => (typeof text === 'string' ? JSON.parse(text) : text);
      return found.map((entry) => [entry['action'], entry['actor_id'], values(entry['old_values']), values(entry['new_values'])]);
    };

    it('are sold for what they are called and cost now, and what was ordered before stays as it was', async () => {
      const productId = await shop.product(seller, { price: 1000 });
      const before = await shop.order(await shop.user(), [productId]);
      await change(productId, { verb: 'revise', title: 'Another name', description: 'Quiet', price: eur(500) });
      const after = await shop.order(await shop.user(), [productId]);
      assert.deepEqual([before.total.amount, after.total.amount], [1000n, 500n]);
      assert.equal((await shop.orderNow(before.id)).items[0]?.title, 'A track');
      assert.deepEqual(await row(productId), { title: 'Another name', description: 'Quiet', status: 'published' });
    });

    it('are nobody else’s to change', async () => {
      const productId = await shop.product(seller);
      for (const actor of [await shop.user('creator'), await shop.user('admin')]) {
        await assert.rejects(change(productId, { verb: 'archive' }, actor), { code: 'NOT_FOUND' });
      }
      await assert.rejects(change('018f0000-0000-7000-8000-000000000000', { verb: 'publish' }), { code: 'NOT_FOUND' });
      assert.equal((await row(productId))?.['status'], 'published');
    });

    it('leave a trace of what each change made of them, and none of one that changed nothing', async () => {
      const productId = await shop.product(seller, { price: 1000 });
      const was = { title: 'A track', price: 1000, currency: 'EUR' };
      await change(productId, { verb: 'publish' });
      await change(productId, { verb: 'revise', price: eur(500) });
      await change(productId, { verb: 'archive' });
      assert.deepEqual(await audited(productId), [
        ['product.published', seller.userId, { ...was, status: 'draft' }, { ...was, status: 'published' }],
        ['product.revised', seller.userId, { ...was, status: 'published' }, { ...was, price: 500, status: 'published' }],
        ['product.archived', seller.userId, { ...was, price: 500, status: 'published' }, { ...was, price: 500, status: 'archived' }],
      ]);
    });

    it('are made by creators, of tracks of their own', async () => {
      const trackId = await shop.track(seller);
      assert.deepEqual(await row(await create(seller, trackId)), { title: 'A track', description: 'Loud', status: 'draft' });
      await assert.rejects(create({ ...seller, role: 'user' }, trackId), { code: 'FORBIDDEN' });
      const fault = { pointer: '/track_id', detail: 'must be a track of yours' };
      await assert.rejects(create(await shop.user('creator'), trackId), { kind: 'invalid', faults: [fault] });
    });

    it('are not published before their track is ready', async () => {
      const trackId = await shop.track(seller);
      await shop.db.unitOfWork.run(() =>
        shop.db.writer.run(
          `update tracks set status = 'processing', recording_content_type = null, recording_size = null, recording_sha256 = null,
             recording_duration_ms = null, recording_stored_at = null where id = ?`,
          [trackId],
        ),
      );
      const productId = await create(seller, trackId);
      await assert.rejects(change(productId, { verb: 'publish' }), { code: 'PRODUCT_UNAVAILABLE' });
      assert.equal((await row(productId))?.['status'], 'draft');
    });
  });
}
