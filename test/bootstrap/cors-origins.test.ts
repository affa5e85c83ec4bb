import assert from 'node:assert/strict';
import { readConfig } from '#bootstrap/config.ts';
import { corsOrigins } from '#bootstrap/cors-origins.ts';

const fault = (at: number) => `entry ${at} must be an origin such as https://shop.example, with nothing behind it`;
const faultsOf = (text: string) => corsOrigins.safeParse(text).error?.issues.map(({ message }) => message);

describe('the origins of pages that may call the API', () => {
  it('are read as browsers write them, whatever the letters, the port and the spaces', () => {
    assert.deepEqual(corsOrigins.parse('https://a.example , HTTPS://Shop.Example:443,'), ['https://a.example', 'https://shop.example']);
    assert.deepEqual(corsOrigins.parse('https://bücher.example'), ['https://xn--bcher-kva.example']);
    for (const origin of ['http://localhost:5173', 'http://[::1]:8080', 'capacitor://localhost'])
      assert.deepEqual(corsOrigins.parse(origin), [origin]);
  });

  it('may be all, or none', () => {
    assert.deepEqual(corsOrigins.parse('*'), ['*']);
    assert.deepEqual(corsOrigins.parse(undefined), []);
  });

  for (const wrong of [
    'a.org',
    'not a url',
    'http://a.org/',
    'http://a.org/path',
    'http://a.org?x',
    'http://me@a.org',
    'https://*.a.org',
    'http://a.org:99999',
    'http://a.org;b.org',
    'https://',
    'null',
  ]) {
    it(`are refused when one is ${wrong}, which no page can have`, () => assert.deepEqual(faultsOf(wrong), [fault(1)]));
  }

  it('are refused one by one, and with * beside others', () => {
    assert.deepEqual(faultsOf('a.org,https://a.example,http://a.org/path'), [fault(1), fault(3)]);
    assert.deepEqual(faultsOf('*,http://x.org'), ['* must stand alone']);
    assert.deepEqual(faultsOf('*,x.org'), ['* must stand alone', fault(2)]);
  });

  it('are among the faults that are all told at once', () => {
    assert.throws(() => readConfig({ CORS_ORIGINS: 'a.org,b.org', PORT: 'eighty' }), {
      faults: ['PORT: must be a whole number from 0 to 65535', `CORS_ORIGINS: ${fault(1)}`, `CORS_ORIGINS: ${fault(2)}`],
    });
  });
});
