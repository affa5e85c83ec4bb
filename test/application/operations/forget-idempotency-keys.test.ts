import assert from 'node:assert/strict';
import { SqlIdempotencyKeys } from '#adapters/persistence/shared/sql-idempotency-keys.ts';
import { readNumber } from '#adapters/persistence/sql-values.ts';
import { ForgetIdempotencyKeys } from '#application/operations/forget-idempotency-keys.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { RecordingLog } from '#test/support/recording-log.ts';
import { TestClock } from '#test/support/test-clock.ts';

const DAY = 86_400_000;
const ID = '0199aaaa-0000-7000-8000-000000000001';

for (const kind of databases) {
  describe(`forgetting idempotency keys, on ${kind.name}`, () => {
    const clock = new TestClock();
    let database: TestDatabase;
    before(async () => {
      database = await kind.open();
    });
    after(() => database.close());

    const claimed = (prefix: string, count: number, at: Date) =>
      database.unitOfWork.run(() =>
        database.writer.run(
          `insert into idempotency_keys (scope, key, fingerprint, resource_id, claimed_at)
           with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})
           select 'test', '${prefix}-' || n, 'f', '${ID}', ? from numbers`,
          [at],
        ),
      );
    const left = async () => {
      const row = await database.reader.first('select count(*) as rows_left from idempotency_keys', []);
      return row && readNumber(row, 'rows_left');
    };

    it('deletes all that are beyond the retention, more than a batch of them, and no other', async () => {
      const log = new RecordingLog();
      const keys = new SqlIdempotencyKeys(database);
      const routine = new ForgetIdempotencyKeys({ ...database, keys, retention: { ms: 30 * DAY }, clock, log });
      await claimed('old', 10_001, new Date(clock.now().getTime() - 30 * DAY - 1));
      await claimed('kept', 2, new Date(clock.now().getTime() - 30 * DAY));
      assert.equal(await routine.execute(), 10_001);
      assert.equal(await left(), 2);
      assert.deepEqual(log.lines, [{ level: 'info', event: 'idempotency_keys_forgotten', fields: { forgotten: 10_001 } }]);
      assert.equal(await routine.execute(), 0);
    });
  });
}
