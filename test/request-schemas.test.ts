import assert from 'node:assert/strict';
import { z } from 'zod';
import { strictly } from '#adapters/http/platform/strictly.ts';
import { validate } from '#adapters/http/platform/validation.ts';
import type { Route } from '#adapters/http/route.ts';
import type { FieldFault } from '#domain/shared/domain-error.ts';
import { productRoutes } from '../scripts/openapi-document.ts';

const OURS = /^(must|is|has|give) /;
const OF_ZOD = /expected|Invalid|Too (small|big)|Unrecognized|[<>]=|pattern/;
const junk = [
  undefined,
  null,
  true,
  '',
  ' ',
  'x',
  'x'.repeat(6000),
  '-1',
  '1e9',
  '1.5',
  -1,
  0,
  0.001,
  1.5,
  1e12,
  1e300,
  [],
  {},
  { unheard: 1 },
];

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The value itself made wrong in every way, then each of its parts. */
function* wrong(schema: JsonSchema, definitions: Record<string, JsonSchema>): Generator<unknown> {
  if (schema.$ref) return yield* wrong(definitions[schema.$ref.replace('#/$defs/', '')] ?? {}, definitions);
  yield* junk;
  for (const [name, part] of Object.entries(schema.properties ?? {}))
    for (const value of wrong(part as JsonSchema, definitions)) yield { [name]: value };
  if (schema.items) for (const value of wrong(schema.items as JsonSchema, definitions)) yield [value];
  for (const option of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) yield* wrong(option as JsonSchema, definitions);
}

/** The faults of each wrong value. */
function faultsOf(schema: z.ZodType): FieldFault[][] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const strict = strictly(schema);
  const checked = [...wrong(json, json.$defs ?? {})].map((value) => validate(strict, value));
  return checked.flatMap((each) => (each.ok ? [] : [each.faults]));
}

const requestSchemas = ({ body, query, requestSchema }: Route) => [body, query, requestSchema].filter((schema) => schema !== undefined);

const shapeOf = (schema: z.ZodType): Record<string, z.ZodType> => (schema instanceof z.ZodObject ? schema.shape : {});

describe('what is wrong with a request', () => {
  it('is said once of each field', async () => {
    for (const faults of (await productRoutes()).flatMap(requestSchemas).flatMap(faultsOf)) {
      const pointers = faults.map(({ pointer }) => pointer);
      assert.deepEqual(pointers, [...new Set(pointers)], JSON.stringify(faults));
    }
  });

  it('is said in plain words, whatever it is and wherever it is sent', async () => {
    const faults = (await productRoutes()).flatMap(requestSchemas).flatMap(faultsOf).flat();
    const said = new Set(faults.map(({ detail }) => detail));
    for (const detail of said) {
      assert.match(detail, OURS);
      assert.doesNotMatch(detail, OF_ZOD);
    }
    for (const detail of ['is required', 'must be text', 'must have at least 1 character', 'must be a JSON object', 'must be a list'])
      assert(said.has(detail), detail);
  });
});

describe('a body that is not JSON alone', () => {
  it('is of a kind that its route names; only webhooks are read whatever they call themselves', async () => {
    const unsaid = (await productRoutes()).filter(({ kind, accepts }) => kind === 'raw' && accepts === undefined);
    assert.deepEqual(new Set(unsaid.map(({ tag }) => tag)), new Set(['Webhooks']));
  });
});

describe('a title', () => {
  it('can be seen and stands on one line, wherever something is given one', async () => {
    const titles = (await productRoutes()).flatMap(requestSchemas).flatMap((schema) => shapeOf(schema)['title'] ?? []);
    assert.equal(titles.length, 4);
    for (const title of titles) {
      assert.equal(validate(title, ' Night Drive ').ok, true);
      for (const text of ['', ' ', '\u200B', '\u2060\u00AD', 'two\nlines', 'a\u202Eb']) assert.equal(validate(title, text).ok, false);
    }
  });
});
