import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rangeOf } from '#adapters/http/media/range.ts';

const part = (start: number, end: number) => ({ kind: 'part', span: { start, end } });
const whole = { kind: 'whole' };
const unsatisfiable = { kind: 'unsatisfiable' };

describe('reading a Range header', () => {
  const answers: [header: string | undefined, expected: object][] = [
    [undefined, whole],
    ['bytes=0-0', part(0, 0)],
    ['bytes=0-7', part(0, 7)],
    ['bytes=2-4', part(2, 4)],
    ['bytes=5-', part(5, 7)],
    ['bytes=5-99', part(5, 7)],
    ['bytes=-3', part(5, 7)],
    ['bytes=-8', part(0, 7)],
    ['bytes=-99', part(0, 7)],
    ['BYTES=1-2', part(1, 2)],
    ['bytes= 1-2 ', part(1, 2)],
    ['bytes=8-', unsatisfiable],
    ['bytes=8-9', unsatisfiable],
    ['bytes=-0', unsatisfiable],
    ['bytes=5-2', whole],
    ['bytes=9-1', whole],
    ['bytes=9007199254740993-9007199254740992', whole],
    ['bytes=9007199254740992-9007199254740993', unsatisfiable],
    ['bytes=0000000000000000000000005-2', whole],
    ['bytes=2-0000000000000000000000005', part(2, 5)],
    ['bytes=-', whole],
    ['bytes=', whole],
    ['bytes', whole],
    ['', whole],
    ['items=0-1', whole],
    ['bytes=a-b', whole],
    ['bytes=1-2-3', whole],
    ['bytes=0x1-2', whole],
    ['bytes=1.5-2', whole],
    ['bytes=--3', whole],
    ['bytes=0-0,2-3', whole],
    ['bytes=0-,0-', whole],
    [`bytes=${Array.from({ length: 1000 }, () => '0-').join(',')}`, whole],
    ['bytes=0-999999999999999999999999999999', part(0, 7)],
    ['bytes=999999999999999999999999999999-', unsatisfiable],
    [`bytes=-${'9'.repeat(5000)}`, part(0, 7)],
  ];
  for (const [header, expected] of answers) {
    it(`answers ${header === undefined ? 'none' : `"${header.slice(0, 50)}"`} for 8 bytes with ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(rangeOf(header, 8), expected);
    });
  }

  it('has nothing to divide in an empty file', () => {
    assert.deepEqual(rangeOf('bytes=0-', 0), whole);
    assert.deepEqual(rangeOf('bytes=-1', 0), whole);
  });

  it('never leaves the file, whatever is asked', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.string().map((text) => `bytes=${text}`),
      fc.tuple(fc.bigInt({ min: 0n }), fc.bigInt({ min: 0n })).map(([a, b]) => `bytes=${a}-${b}`),
      fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => `bytes=${a}-${b}`),
    );
    fc.assert(
      fc.property(anything, fc.nat(12), (header, size) => {
        const outcome = rangeOf(header, size);
        if (outcome.kind !== 'part') return;
        assert(0 <= outcome.span.start && outcome.span.start <= outcome.span.end && outcome.span.end < size);
      }),
    );
  });
});
