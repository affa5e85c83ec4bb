import assert from 'node:assert/strict';
import { shapeOf } from '#adapters/persistence/entity-fields.ts';
import { TrackedEntities } from '#adapters/persistence/tracked-entities.ts';
import { StaleState } from '#application/shared/errors.ts';
import { Till, TillMapping } from './till.ts';

describe('the entities of a unit of work', () => {
  const never = () => assert.fail('nothing is to be written');
  const rowOf = (amount: bigint, version: number) => ({
    id: 'one',
    content_amount: amount,
    content_currency: 'EUR',
    status: 'open',
    version,
  });
  const entities = new TrackedEntities({ dialect: 'sqlite', run: never, native: never }, null);
  const read = (amount: bigint, version: number) => {
    const till = entities.take(shapeOfTill, rowOf(amount, version));
    assert.ok(till instanceof Till);
    return till;
  };
  const shapeOfTill = shapeOf(TillMapping);

  it('are not read over once they have changed here', () => {
    const till = read(1n, 1);
    assert.equal(read(7n, 2).content.amount, 7n);
    till.add(1n);
    assert.throws(() => read(9n, 3), StaleState);
    assert.equal(till.content.amount, 8n);
  });

  it('are removed only where they have been read', () => {
    assert.throws(() => entities.remove(shapeOfTill, { id: 'another' }), /tills another was not read/);
  });
});
