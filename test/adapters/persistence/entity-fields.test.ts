import assert from 'node:assert/strict';
import { defineEntity, p } from '@mikro-orm/core';
import { type EntityMapping, shapeOf } from '#adapters/persistence/entity-fields.ts';
import { mappingsFor } from '#adapters/persistence/mappings.ts';
import { openOrm } from '#adapters/persistence/open-orm.ts';

describe('the fields of entities', () => {
  it('are kept in the columns that the schema has, every one of them', async () => {
    const { orm } = await openOrm({ dialect: 'sqlite', path: ':memory:' });
    const mappings = new Map(mappingsFor('sqlite').map((mapping) => [mapping.meta.className, mapping]));
    const entities = [...orm.getMetadata().getAll().values()].filter(({ versionProperty }) => versionProperty);
    assert.ok(entities.length >= 12);
    for (const { className, tableName, props } of entities) {
      const columns = props.filter(({ kind }) => kind !== 'embedded').flatMap(({ fieldNames }) => fieldNames);
      const { table, fields } = shapeOf(mappings.get(className) ?? assert.fail(className));
      assert.equal(table, tableName);
      assert.deepEqual([...fields.flatMap((field) => field.columns), 'version'].sort(), columns.sort(), tableName);
    }
    await orm.close();
  });

  class Basket {
    readonly id = '';
    readonly weight = 0;
  }
  const mappingOf = (properties: object): EntityMapping => defineEntity({ class: Basket, tableName: 'baskets', properties });

  it('must have a key and a version', () => {
    const weight = p.integer();
    assert.throws(() => shapeOf(mappingOf({ id: p.uuid().primary(), weight })), /no key or no version/);
    assert.throws(() => shapeOf(mappingOf({ id: p.uuid(), weight, version: p.integer().version() })), /no key or no version/);
  });

  it('are of a type that can be read', () => {
    const version = p.integer().version();
    assert.throws(() => shapeOf(mappingOf({ id: p.uuid().primary(), weight: p.interval(), version })), /baskets.weight/);
  });
});
