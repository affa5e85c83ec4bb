import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { openApiDocument } from '../scripts/openapi-document.ts';

describe('docs/openapi.json', () => {
  it('is what the declarations of the routes say', async () => {
    const committed = readFileSync(new URL('../docs/openapi.json', import.meta.url), 'utf8');
    assert.ok(committed === (await openApiDocument()), 'docs/openapi.json is out of date: npm run openapi');
  });
});
