import assert from 'node:assert/strict';
import { isVisible } from '#domain/shared/is-visible.ts';

describe('a text that leaves something to see', () => {
  for (const text of ['a', ' . ', '\u200Ba', '音', '🎵', '👩‍🎤', '\u0301', '0'])
    it(`is ${JSON.stringify(text)}`, () => assert.equal(isVisible(text), true));

  for (const text of [
    '',
    ' \t\n',
    '\u00A0\u3000',
    '\u200B',
    '\uFEFF\u2060',
    '\u00AD\u200D\uFE0F',
    '\u115F\u3164\uFFA0',
    '\u2800',
    '\u{E0041}',
    '\0',
  ])
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(isVisible(text), false));
});
