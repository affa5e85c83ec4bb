import assert from 'node:assert/strict';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { type Route, route } from '#adapters/http/route.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { rawRequest, sendRaw } from '#test/support/raw-http.ts';

const common = { method: 'post', tag: 'test', summary: 'A test', access: 'public' } as const;
const received = { 200: { description: 'What was received', schema: z.object({ received: z.unknown() }) } };

const routes: Route[] = [
  route({
    ...common,
    path: '/notes',
    body: z.object({ text: z.string(), tags: z.array(z.string()).optional() }),
    answers: received,
    handle: async ({ body }) => answer(200, { received: body.text }),
  }),
  route({
    ...common,
    path: '/anything',
    body: z.record(z.string(), z.unknown()),
    answers: received,
    handle: async ({ body }) => answer(200, { received: body }),
  }),
  route({ ...common, path: '/bell', answers: { 204: { description: 'Rung' } }, handle: async () => answer(204) }),
];

describe('reading a JSON body', () => {
  let server: TestServer;
  before(async () => {
    server = await startHttpServer(routes);
  });
  after(() => server.close());

  async function post(body: string | Buffer, headers: Record<string, string> = {}, path = '/api/v1/notes') {
    const answered = await sendRaw(
      server.port,
      rawRequest(
        `POST ${path}`,
        { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), ...headers },
        body,
      ),
    );
    return { status: answered.status, ...JSON.parse(answered.body || '{}') };
  }

  for (const type of ['application/json', 'application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'application/ld+json']) {
    it(`reads ${type}`, async () => {
      assert.deepEqual(await post('{"text":"Grüße 🎵"}', { 'content-type': type }), { status: 200, received: 'Grüße 🎵' });
    });
  }

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-7',
    'application/json; charset=utf-16',
    '',
  ]) {
    it(`refuses the content type "${type}"`, async () => {
      const { status, code } = await post('{"text":"a"}', { 'content-type': type });
      assert.deepEqual({ status, code }, { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
    });
  }

  it('refuses a compressed body', async () => {
    assert.equal((await post('{"text":"a"}', { 'content-encoding': 'gzip' })).status, 415);
    assert.equal((await post('{"text":"a"}', { 'content-encoding': 'identity' })).status, 200);
  });

  const malformed: Record<string, string | Buffer> = {
    'an unfinished object': '{"text":',
    'two values': '{"text":"a"} {"text":"b"}',
    'a bare word': 'text',
    'a byte order mark': '\ufeff{"text":"a"}',
    'UTF-16': Buffer.from('{"text":"a"}', 'utf16le'),
    'bytes that are not UTF-8': Buffer.from([...Buffer.from('{"text":"'), 0xff, 0xfe, ...Buffer.from('"}')]),
    'a key twice': '{"text":"a","text":"b"}',
    'a key twice, once in disguise': '{"text":"a","\\u0074ext":"b"}',
    'a key twice, deep down': '{"text":"a","tags":[{"x":1,"y":2,"x":3}]}',
    'a key that never ends': '{"text":"a","b\\',
    '33 levels of arrays': `{"text":${'['.repeat(32)}${']'.repeat(32)}}`,
    '33 levels of objects': `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`,
    '40,000 open brackets': '['.repeat(40_000),
  };
  for (const [what, body] of Object.entries(malformed)) {
    it(`refuses ${what} as malformed`, async () => {
      const { status, code } = await post(body);
      assert.deepEqual({ status, code }, { status: 400, code: 'MALFORMED_JSON' });
    });
  }

  it('is not misled by brackets, commas and quotes inside strings, nor by equal keys of different objects', async () => {
    const value = { a: '[[[{"\\"', b: { a: 'x', b: ',"a":' }, c: [{ a: 1 }, { a: 2 }], 'd"': ['a', 'a'] };
    assert.deepEqual((await post(JSON.stringify(value), {}, '/api/v1/anything')).received, value);
    const deep = `{"a":${'['.repeat(31)}${']'.repeat(31)}}`;
    assert.equal((await post(deep, {}, '/api/v1/anything')).status, 200);
  });

  const hidden: Record<string, [body: string, pointer: string]> = {
    'the key __proto__': ['{"__proto__":{"isAdmin":true}}', '/__proto__'],
    'the key __proto__ in disguise, deep down': ['{"a":[{"__pr\\u006fto__":1}]}', '/a/0/__proto__'],
    'the key constructor': ['{"constructor":{"prototype":{"isAdmin":true}}}', '/constructor'],
    'half a surrogate pair': ['{"a":{"b":"\\ud83c"}}', '/a/b'],
    'a NUL': ['{"a/~":"\\u0000"}', '/a~1~0'],
    'a NUL in a key': ['{"a\\u0000":1}', '/a\u0000'],
  };
  for (const [what, [body, pointer]] of Object.entries(hidden)) {
    it(`refuses ${what} even where any field is welcome`, async () => {
      const { status, errors } = await post(body, {}, '/api/v1/anything');
      assert.equal(status, 422);
      assert.equal(errors[0].pointer, pointer);
      assert.equal(Reflect.get({}, 'isAdmin'), undefined);
    });
  }

  it('refuses more than 100 kB by what the header says, and by what arrives', async () => {
    const big = `{"text":"${'a'.repeat(100 * 1024)}"}`;
    assert.equal((await post(big)).status, 413);
    const chunked = `${big.length.toString(16)}\r\n${big}\r\n0\r\n\r\n`;
    const answered = await sendRaw(
      server.port,
      rawRequest('POST /api/v1/notes', { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }, chunked),
    );
    assert.equal(answered.status, 413);
    assert.equal(JSON.parse(answered.body).code, 'BODY_TOO_LARGE');
  });

  it('wants a body where there is a schema, and none where there is not', async () => {
    assert.equal((await post('', { 'content-length': '0' })).status, 422);
    assert.equal((await post('', { 'content-length': '0', 'content-type': '' }, '/api/v1/bell')).status, 204);
    assert.equal((await post('{}', {}, '/api/v1/bell')).status, 204);
    assert.deepEqual((await post('{"role":"admin"}', {}, '/api/v1/bell')).errors, [
      { pointer: '/role', detail: 'is not a field of this request' },
    ]);
  });
});
