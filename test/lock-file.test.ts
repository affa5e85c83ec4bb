import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

type Packages = Record<string, { integrity?: string; optionalDependencies?: Record<string, string> }>;

/** Where a package finds another one: in its own folder, or in those above it. */
function isFound(packages: Packages, path: string, name: string): boolean {
  if (packages[`${path === '' ? '' : `${path}/`}node_modules/${name}`]) return true;
  if (path === '') return false;
  const above = path.lastIndexOf('/node_modules/');
  return isFound(packages, above === -1 ? '' : path.slice(0, above), name);
}

const missingBuilds = (packages: Packages): string[] =>
  Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isFound(packages, path, name)),
  );

describe('package-lock.json', () => {
  const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as { packages: Packages };

  it('names the builds for every platform: npm ci refuses a lock without them', () => assert.deepEqual(missingBuilds(packages), []));

  it('can be held against what is downloaded', () => {
    const unproven = Object.entries(packages).filter(([path, { integrity }]) => path !== '' && integrity === undefined);
    assert.deepEqual(unproven, []);
  });
});

describe('looking for builds', () => {
  it('sees one that is missing, and finds those that lie beside or above', () => {
    const builds: Packages = {
      'node_modules/a': { optionalDependencies: { '@a/linux-x64': '1.0.0', b: '1.0.0' } },
      'node_modules/a/node_modules/c': { optionalDependencies: { b: '1.0.0', d: '1.0.0' } },
      'node_modules/a/node_modules/d': {},
      'node_modules/b': {},
    };
    assert.deepEqual(missingBuilds(builds), ['@a/linux-x64']);
  });
});
