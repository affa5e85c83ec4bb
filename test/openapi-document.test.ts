import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { openApiDocument } from '../scripts/openapi-document.ts';

describe('docs/openapi.json', () => {
  it('is what the declarations of the routes say: npm run openapi writes it', async () => {
    const committed = readFileSync(new URL('../docs/openapi.json', import.meta.url), 'utf8');
    assert.equal(committed, await openApiDocument());
  });
});
