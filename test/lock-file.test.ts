import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { completeLock, type Lock } from '../scripts/lock-file.ts';

describe('package-lock.json', () => {
  it('names the builds for every platform, so that npm ci takes it: npm run lock:complete', () => {
    const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as Lock;
    assert.deepEqual(completeLock(lock), []);
  });
});

describe('completing a lock', () => {
  const lock = (): Lock => ({
    packages: {
      '': {},
      'node_modules/a': { dev: true, optionalDependencies: { '@a/linux-x64-musl': '1.2.3', b: '1.0.0' } },
      'node_modules/a/node_modules/c': { optionalDependencies: { d: '1.0.0' } },
      'node_modules/a/node_modules/d': {},
      'node_modules/b': {},
    },
  });

  it('adds what is asked for and found nowhere above, for the machines that its name says', () => {
    const { packages } = lock();
    assert.deepEqual(completeLock({ packages }), ['@a/linux-x64-musl']);
    assert.deepEqual(packages['node_modules/@a/linux-x64-musl'], {
      version: '1.2.3',
      cpu: ['x64'],
      os: ['linux'],
      libc: ['musl'],
      dev: true,
      optional: true,
    });
    assert.deepEqual(completeLock({ packages }), []);
  });
});
