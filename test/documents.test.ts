import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

const root = resolve(import.meta.dirname, '..');
const pages = [...globSync('*.md', { cwd: root }), ...globSync('docs/**/*.md', { cwd: root })];
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

describe('the documents', () => {
  it('link to what is there', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    assert.ok(pages.includes('README.md') && pages.length > 10);
    assert.deepEqual(broken, []);
  });

  it('name scripts that there are', () => {
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => `${page}: ${name}`),
    );
    const scripts = Object.keys(manifest.scripts);
    assert.deepEqual(
      named.filter((line) => !scripts.includes(line.replace(/^.*: /, ''))),
      [],
    );
  });

  it('list every decision', () => {
    const index = read('docs/adr/README.md');
    const decisions = pages.filter((page) => /^docs\/adr\/\d/.test(page)).map((page) => page.replace('docs/adr/', ''));
    assert.deepEqual(
      decisions.filter((page) => !index.includes(`(${page})`)),
      [],
    );
  });
});
