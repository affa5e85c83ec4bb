import assert from 'node:assert/strict';
import { RouteGroup } from '#bootstrap/wire.ts';
import { databases } from '#test/support/databases.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { Shop } from '#test/support/shop.ts';

for (const database of databases) {
  describe(`making a promo code over HTTP, on ${database.name}`, () => {
    let shop: Shop;
    let server: TestServer;
    before(async () => {
      shop = await Shop.open(database);
      const actors = { creator: await shop.user('creator') };
      server = await startHttpServer((await shop.container.getAllAsync(RouteGroup)).flat(), { clock: shop.clock, actors });
    });
    after(async () => {
      await server.close();
      await shop.close();
    });

    const make = async (code: string) => {
      const terms = { code, basis_points: 1000 };
      return server.send('POST', '/api/v1/marketplace/promo-codes', terms, { authorization: 'Bearer creator' });
    };

    it('keeps it in capital letters', async () => {
      const made = await make('straße-26');
      assert.deepEqual([made.status, ((await made.json()) as { code: string }).code], [201, 'STRASSE-26']);
    });

    it('refuses one that is too long in capital letters, naming the field', async () => {
      const refused = await make('ß'.repeat(64));
      const { errors } = (await refused.json()) as { errors: { pointer: string }[] };
      assert.deepEqual([refused.status, errors.map(({ pointer }) => pointer)], [422, ['/code']]);
    });
  });
}
