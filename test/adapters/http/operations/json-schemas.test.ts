import assert from 'node:assert/strict';
import { z } from 'zod';
import { JsonSchemas } from '#adapters/http/operations/json-schemas.ts';
import { moneySchema } from '#adapters/http/schemas.ts';

describe('turning schemas into JSON Schema', () => {
  const schemas = new JsonSchemas();
  const money = '#/components/schemas/Money';

  it('refers to a schema with a name, and says nothing beside it that would hold of the value', () => {
    const priced = moneySchema.refine(({ amount }) => amount > 0);
    const either = z.union([z.int().min(1), priced]);
    assert.deepEqual(schemas.wire(z.object({ price: priced, held: moneySchema.describe('claimed'), either })).properties, {
      price: { $ref: money },
      held: { $ref: money, description: 'claimed' },
      either: { anyOf: [{ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, { $ref: money }] },
    });
  });

  it('shuts an object that names its fields, and leaves open what takes any', () => {
    assert.equal(schemas.wire(z.object({ a: z.int() })).additionalProperties, false);
    assert.deepEqual(schemas.wire(z.looseObject({ a: z.int() })).additionalProperties, {});
    assert.equal(schemas.components['Money']?.additionalProperties, false);
  });
});
