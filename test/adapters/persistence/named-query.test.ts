import assert from 'node:assert/strict';
import { namedQuery } from '#adapters/persistence/named-query.ts';

const sql = 'select id from orders where buyer_id = ? and total_amount > ?';

describe('a query to PostgreSQL', () => {
  it('has numbered parameters, and every digit of an amount', () => {
    const { text, values } = namedQuery(sql, ['ada', 9_007_199_254_740_993n]);
    assert.deepEqual([text, values], ['select id from orders where buyer_id = $1 and total_amount > $2', ['ada', '9007199254740993']]);
  });

  it('bears a name of its own in every process, whatever was asked before: behind a pooler they share connections', async () => {
    namedQuery('select 1', []);
    const { name } = namedQuery('select 2', []);
    const file = new URL('../../../src/adapters/persistence/named-query.ts?another-process', import.meta.url);
    const another: { namedQuery: typeof namedQuery } = await import(file.href);
    assert.equal(another.namedQuery('select 2', []).name, name);
    assert.notEqual(another.namedQuery('select 3', []).name, name);
  });
});
