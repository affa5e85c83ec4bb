import assert from 'node:assert/strict';
import fc from 'fast-check';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { PayoutHarness } from '#test/support/payout-harness.ts';
import { SellerStage } from '#test/support/seller-stage.ts';
import { sellerStories } from '#test/support/seller-stories.ts';

describe('whatever happens to a seller in whatever order', () => {
  let database: TestDatabase;
  before(async () => {
    const sqlite = databases.find(({ name }) => name === 'sqlite');
    assert.ok(sqlite);
    database = await sqlite.open();
  });
  after(() => database.close());

  it('the books balance, agree with the provider, and give the seller what was earned', async () => {
    const property = fc.asyncProperty(sellerStories, async (story) => {
      const payouts = await new PayoutHarness(database).open();
      try {
        const stage = new SellerStage(payouts);
        for (const happening of story.flat()) await stage.play(happening);
        await stage.end();
        await stage.check();
      } finally {
        await payouts.close();
        await database.clear();
      }
    });
    await fc.assert(property, { numRuns: Number(process.env['STORIES'] ?? 12), seed: Number(process.env['SEED'] ?? 20_260_301) });
  });
});
