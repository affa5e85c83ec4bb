import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import { evaluatePreconditions, rangeStands, type Verdict } from '#adapters/http/media/preconditions.ts';

const validators = { etag: '"abc"', lastModified: new Date('2026-03-01T12:00:00.700Z') };
const exactly = 'Sun, 01 Mar 2026 12:00:00 GMT';
const before = 'Sun, 01 Mar 2026 11:59:59 GMT';
const after = 'Sun, 01 Mar 2026 12:00:01 GMT';

describe('weighing preconditions', () => {
  const cases: [what: string, headers: IncomingHttpHeaders, verdict: Verdict][] = [
    ['no condition', {}, 'proceed'],
    ['If-Match that names it', { 'if-match': '"abc"' }, 'proceed'],
    ['If-Match that names it among others', { 'if-match': '"x", "y,z" , "abc"' }, 'proceed'],
    ['If-Match *', { 'if-match': '*' }, 'proceed'],
    ['If-Match of another', { 'if-match': '"x"' }, 'failed'],
    ['If-Match that is weak', { 'if-match': 'W/"abc"' }, 'failed'],
    ['If-Match without quotes', { 'if-match': 'abc' }, 'failed'],
    ['If-Unmodified-Since its time', { 'if-unmodified-since': exactly }, 'proceed'],
    ['If-Unmodified-Since later', { 'if-unmodified-since': after }, 'proceed'],
    ['If-Unmodified-Since earlier', { 'if-unmodified-since': before }, 'failed'],
    ['If-Unmodified-Since that is no date', { 'if-unmodified-since': 'yesterday' }, 'proceed'],
    ['If-Match over If-Unmodified-Since', { 'if-match': '"abc"', 'if-unmodified-since': before }, 'proceed'],
    ['If-None-Match that names it', { 'if-none-match': '"abc"' }, 'not-modified'],
    ['If-None-Match that names it weakly', { 'if-none-match': '"x", W/"abc"' }, 'not-modified'],
    ['If-None-Match *', { 'if-none-match': '*' }, 'not-modified'],
    ['If-None-Match of another', { 'if-none-match': '"x"' }, 'proceed'],
    ['If-None-Match without quotes', { 'if-none-match': 'abc' }, 'proceed'],
    ['If-None-Match over If-Modified-Since', { 'if-none-match': '"x"', 'if-modified-since': exactly }, 'proceed'],
    ['If-Modified-Since its time', { 'if-modified-since': exactly }, 'not-modified'],
    ['If-Modified-Since later', { 'if-modified-since': after }, 'not-modified'],
    ['If-Modified-Since earlier', { 'if-modified-since': before }, 'proceed'],
    ['If-Modified-Since in the form of RFC 850', { 'if-modified-since': 'Sunday, 01-Mar-26 12:00:00 GMT' }, 'not-modified'],
    ['If-Modified-Since in the form of asctime', { 'if-modified-since': 'Sun Mar  1 12:00:00 2026' }, 'not-modified'],
    ['If-Modified-Since in ISO 8601, which is no HTTP date', { 'if-modified-since': '2026-03-01T12:00:00Z' }, 'proceed'],
    ['If-Modified-Since on the 31st of February', { 'if-modified-since': 'Sat, 31 Feb 2026 12:00:00 GMT' }, 'proceed'],
    ['a failing If-Match before a matching If-None-Match', { 'if-match': '"x"', 'if-none-match': '"abc"' }, 'failed'],
    ['a matching If-Match and If-None-Match', { 'if-match': '"abc"', 'if-none-match': '"abc"' }, 'not-modified'],
  ];
  for (const [what, headers, verdict] of cases) {
    it(`says ${verdict} to ${what}`, () => assert.equal(evaluatePreconditions(headers, validators), verdict));
  }

  it('reads a list of 16,000 commas and spaces without effort', () => {
    assert.equal(evaluatePreconditions({ 'if-none-match': `${', '.repeat(8000)}x` }, validators), 'proceed');
  });

  const conditions: [ifRange: string | undefined, stands: boolean][] = [
    [undefined, true],
    ['"abc"', true],
    ['"x"', false],
    ['W/"abc"', false],
    ['abc', false],
    [exactly, true],
    [before, false],
    [after, false],
    ['', false],
  ];
  for (const [ifRange, stands] of conditions) {
    it(`${stands ? 'honours' : 'ignores'} a range with If-Range ${ifRange ?? 'absent'}`, () => {
      assert.equal(rangeStands(ifRange, validators), stands);
    });
  }
});
