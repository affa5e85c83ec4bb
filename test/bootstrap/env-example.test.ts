import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { environmentSchema } from '#bootstrap/config-schema.ts';

const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const lines = text.split('\n');
const uncommented = parseEnv(lines.map((line) => line.replace(/^#(?=[A-Z])/, '')).join('\n')) as Record<string, string>;
const known = environmentSchema.shape;

describe('.env.example', () => {
  it('documents every variable, and no other', () => {
    assert.deepEqual(Object.keys(uncommented).sort(), Object.keys(known).sort());
  });

  it('sets nothing', () => assert.deepEqual(Object.keys(parseEnv(text)), []));

  it('shows each variable once', () => {
    const shown = lines.filter((line) => /^#[A-Z]/.test(line)).map((line) => line.slice(1, line.indexOf('=')));
    assert.deepEqual(
      shown.filter((name, index) => shown.indexOf(name) !== index),
      [],
    );
  });

  it('says something of each', () => {
    const bare = lines.filter((line, index) => /^#[A-Z]/.test(line) && !/^#( [^#]|[A-Z])/.test(lines[index - 1] ?? ''));
    assert.deepEqual(bare, []);
  });

  it('shows the defaults, and values that would be accepted', () => {
    for (const [name, schema] of Object.entries(known)) {
      const shown = uncommented[name] || undefined;
      const byDefault = schema.safeParse(undefined).data;
      if (byDefault !== undefined) assert.deepEqual(schema.parse(shown), byDefault, name);
      else assert.ok(schema.safeParse(shown).success, name);
    }
  });
});
