import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shownText } from '#domain/media/shown-text.ts';

describe('text from outside', () => {
  const cases: [text: string, shown: string | null][] = [
    ['Night', 'Night'],
    ['  trimmed\t', 'trimmed'],
    ['two\r\nlines', 'two lines'],
    ['a\0b\u0085c\u2028d', 'a b c d'],
    ['abc\u202Egpj.exe', 'abcgpj.exe'],
    ['\u2066\u200F', null],
    ['\u0000\u0007', null],
    ['\u200B\u2060\u00AD\uFE0F\u3164', null],
    ['\u200Ba', '\u200Ba'],
    ['', null],
    ['\uD800x', '\uFFFDx'],
    ['1234567890abc', '1234567890'],
    ['123456789😀', '123456789'],
    ['123456789 abc', '123456789'],
  ];
  for (const [text, shown] of cases) {
    it(`shows ${JSON.stringify(text)} as ${JSON.stringify(shown)}`, () => assert.equal(shownText(text, 10), shown));
  }

  it('is one well-formed line, and no longer than asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 30 }), (text, maxLength) => {
        const shown = shownText(text, maxLength);
        assert(shown === null || (shown.length <= maxLength && shown.length > 0 && shown.isWellFormed() && !/[\p{Cc}\u202E]/u.test(shown)));
      }),
    );
  });
});
