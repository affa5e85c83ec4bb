import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { transitionCounters } from '#adapters/metrics/count-transitions.ts';
import { moneyGauges } from '#adapters/persistence/operations/money-gauges.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');
const sources = globSync('src/**/*.ts', { cwd: root }).map(read);
const matches = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found))].sort();
const counters = [...sources.flatMap((source) => matches(source, /\bmetrics\.count\(\s*'(\w+)'/g)), ...Object.values(transitionCounters)];

const guide = read('docs/operations.md');
const alerts = read('docs/alerts.yml');

describe('docs/operations.md', () => {
  it('has a runbook for every error in the log, and for nothing else', () => {
    const logged = sources.flatMap((source) => matches(source, /\blog\.error\(\s*['"`](\w+)/g));
    assert.ok(logged.length > 20, 'errors were found in the sources');
    assert.deepEqual(matches(guide, /^#### `(\w+)`\n./gm), [...new Set(logged)].sort());
  });

  it('sees every error that is logged', () => {
    const calls = sources.flatMap((source) => source.match(/\b[lL]og(\.error\(|\[)/g) ?? []).length;
    const named = sources.flatMap((source) => source.match(/\blog\.error\(\s*['"`]\w+['"`]/g) ?? []).length;
    assert.equal(named, calls, 'every call of log.error names its event in place');
  });

  it('explains every gauge of the money and every counter', () => {
    const counted = counters.map((name) => `veza_${name}_total`);
    const gauged = [...moneyGauges.map(({ name }) => name), 'jobs_dead', 'jobs_waiting', 'schedules_overdue'].map((name) => `veza_${name}`);
    for (const name of [...counted, ...gauged]) assert.match(guide, new RegExp(`\`${name}[\`{]`), name);
  });

  it('has a runbook for every alert, and no other', () => {
    const alarming = matches(alerts, /- alert: (\w+)/g);
    assert.deepEqual(matches(guide.slice(guide.indexOf('## Runbook: the metrics')), /`(Veza\w+)`/g), alarming);
  });
});

describe('docs/alerts.yml', () => {
  it('alarms by metrics that there are', () => {
    const counted = counters.map((name) => `${name}_total`);
    const known = [...moneyGauges.map(({ name }) => name), 'jobs_dead', 'jobs_waiting', 'schedules_overdue', ...counted];
    for (const name of matches(alerts, /\bveza_(\w+)/g)) assert.ok(known.includes(name), name);
  });
});
