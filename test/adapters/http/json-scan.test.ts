import assert from 'node:assert/strict';
import fc from 'fast-check';
import { refuseHostileJson } from '#adapters/http/json-scan.ts';

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
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 }), fc.boolean(), (object, escaped) => {
        const [key = ''] = Object.keys(object);
        const again = escaped ? JSON.stringify(key).replace(/[a-z]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`) : JSON.stringify(key);
        const text = JSON.stringify(object).replace(/\}$/, `,${again}:0}`);
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
