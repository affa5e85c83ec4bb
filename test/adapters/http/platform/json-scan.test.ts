import assert from 'node:assert/strict';
import fc from 'fast-check';
import { refuseHostileJson } from '#adapters/http/platform/json-scan.ts';

describe('scanning JSON before it is parsed', () => {
  it('lets every document through that nests no deeper than allowed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(0, 1), (value, indent) => {
        assert.doesNotThrow(() => refuseHostileJson(JSON.stringify(value, null, indent), 5));
      }),
    );
  });

  it('counts levels exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), (kinds) => {
        const nested = kinds.reduceRight<unknown>((inner, isArray) => (isArray ? [inner] : { key: inner }), 'leaf [{');
        const text = JSON.stringify(nested);
        assert.doesNotThrow(() => refuseHostileJson(text, kinds.length));
        assert.throws(() => refuseHostileJson(text, kinds.length - 1), { code: 'MALFORMED_JSON' });
      }),
    );
  });

  it('finds a repeated key wherever it is', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 }), fc.boolean(), (object, disguised) => {
        const [key = ''] = Object.keys(object);
        const again = disguised ? inEscapes(key) : JSON.stringify(key);
        const text = `${JSON.stringify(object).slice(0, -1)},${again}:0}`;
        assert.throws(() => refuseHostileJson(`[${text}]`, 32), { code: 'MALFORMED_JSON' });
      }),
    );
  });

  it('ends on any text at all', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[[\]{}",:\\a ]{0,60}$/), (text) => {
        try {
          refuseHostileJson(text, 5);
        } catch (error) {
          assert.equal(Reflect.get(Object(error), 'code'), 'MALFORMED_JSON');
        }
      }),
    );
  });
});

function inEscapes(key: string): string {
  return `"${Array.from({ length: key.length }, (_, at) => `\\u${key.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`;
}
