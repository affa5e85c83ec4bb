import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import manifest from '../package.json' with { type: 'json' };

const page = readFileSync(new URL('../docs/dependencies.md', import.meta.url), 'utf8');
const rows = page.split('\n').flatMap((line) => {
  const [, name, whatFor, why] = /^\| `([^`]+)` \| (.+) \| (.+) \|$/.exec(line) ?? [];
  return name && whatFor && why ? [name] : [];
});

describe('docs/dependencies.md', () => {
  it('says of every package what it is for, and names no other', () => {
    const installed = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
    assert.deepEqual(rows.toSorted(), installed.toSorted());
  });

  it('knows which are part of the product', () => {
    const [product = ''] = page.split('## For development');
    for (const name of Object.keys(manifest.devDependencies)) assert.ok(!product.includes(`\`${name}\` |`), name);
  });
});
