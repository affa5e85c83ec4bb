import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { openApiDocument } from '../scripts/openapi-document.ts';

const annotations = ['$ref', 'default', 'deprecated', 'description', 'examples', 'title'];
const committed = readFileSync(new URL('../docs/openapi.json', import.meta.url), 'utf8');

/** Every object in a document, with where it is. */
function* objectsIn(value: unknown, at = '#'): Generator<[where: string, object: Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  yield [at, value as Record<string, unknown>];
  for (const [key, part] of Object.entries(value)) yield* objectsIn(part, `${at}/${key}`);
}

describe('docs/openapi.json', () => {
  it('is what the declarations of the routes say', async () => {
    assert.ok(committed === (await openApiDocument()), 'docs/openapi.json is out of date: npm run openapi');
  });

  it('says nothing beside a reference that the schema there would contradict', () => {
    const contradicting = [...objectsIn(JSON.parse(committed))].flatMap(([where, object]) =>
      '$ref' in object && Object.keys(object).some((key) => !annotations.includes(key)) ? [where] : [],
    );
    assert.deepEqual(contradicting, []);
  });
});
