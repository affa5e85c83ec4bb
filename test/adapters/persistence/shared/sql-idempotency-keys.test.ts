import { SqlIdempotencyKeys } from '#adapters/persistence/shared/sql-idempotency-keys.ts';
import { behavesLikeIdempotencyKeys } from '#test/contracts/idempotency-keys.contract.ts';
import { databases } from '#test/support/databases.ts';

for (const kind of databases) {
  describe(`on ${kind.name}`, () => {
    behavesLikeIdempotencyKeys(async () => {
      const database = await kind.open();
      return { ...database, keys: new SqlIdempotencyKeys(database) };
    });
  });
}
