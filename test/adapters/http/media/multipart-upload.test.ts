import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { z } from 'zod';
import { answer } from '#adapters/http/answer.ts';
import { readUpload, type UploadedFile } from '#adapters/http/media/multipart-upload.ts';
import { streamRoute } from '#adapters/http/route.ts';
import { MemoryStorage } from '#adapters/storage/memory-storage.ts';
import { NotAudio } from '#application/media/errors.ts';
import { startHttpServer, type TestServer } from '#test/support/http-server.ts';
import { boundary, multipart, multipartType } from '#test/support/multipart.ts';

const answerSchema = z.looseObject({
  code: z.string().optional(),
  errors: z.unknown().optional(),
  kept: z.object({ size: z.number(), sha256: z.string(), fileName: z.string().nullable() }).optional(),
});
const MAX_FILE = 3_000_000;

describe('reading an uploaded form', () => {
  let server: TestServer;
  let storage: MemoryStorage;
  let keep: (file: UploadedFile) => Promise<unknown>;
  const outcomes: string[] = [];
  let keeping = 0;

  before(async () => {
    const limits = { fileField: 'file', fields: ['title', 'genre'], maxFieldBytes: 1000, maxFileBytes: MAX_FILE };
    server = await startHttpServer([
      streamRoute({
        method: 'post',
        path: '/uploads',
        tag: 'test',
        summary: 'takes a form',
        access: 'public',
        answers: { 200: { description: 'what was in it', schema: z.unknown() } },
        handle: async ({ request }) => {
          try {
            const { fields, kept } = await readUpload(request, limits, async (file) => {
              keeping += 1;
              try {
                return await keep(file);
              } finally {
                keeping -= 1;
              }
            });
            outcomes.push('read');
            return answer(200, { fields, kept });
          } catch (error) {
            outcomes.push(`${error instanceof Error ? error.constructor.name : 'something'} while ${keeping} files were being kept`);
            throw error;
          }
        },
      }),
    ]);
  });

  beforeEach(() => {
    outcomes.length = 0;
    storage = new MemoryStorage();
    keep = async ({ content, fileName }) => {
      const { size, sha256 } = await storage.put('file', content, { maxBytes: MAX_FILE });
      return { size, sha256, fileName };
    };
  });

  after(() => server.close());

  const post = async (body: Uint8Array<ArrayBuffer> | FormData, headers: Record<string, string> = { 'content-type': multipartType }) => {
    const response = await server.fetch('/api/v1/uploads', { method: 'POST', headers, body });
    return { status: response.status, body: answerSchema.parse(await response.json()) };
  };
  const assertRefused = async (answered: ReturnType<typeof post>, status: number, code: string, errors?: unknown) => {
    const { status: actual, body } = await answered;
    assert.deepEqual([actual, body.code, body.errors], [status, code, errors]);
    assert.match(outcomes.at(-1) ?? '', /^\w+ while 0 files were being kept$/);
  };
  const bytesOf = (...form: Parameters<typeof multipart>) => new Uint8Array(multipart(...form));
  const file = { name: 'file', fileName: 'a.wav', content: 'sound' };

  it('takes fields and a file of a browser, whichever comes first', async () => {
    const bytes = randomBytes(2_000_000);
    const kept = { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), fileName: 'Été.wav' };
    for (const order of [
      ['title', 'file'],
      ['file', 'title'],
    ]) {
      const form = new FormData();
      for (const name of order) {
        if (name === 'file') form.set('file', new Blob([bytes]), 'Été.wav');
        else form.set('title', 'Tëst');
      }
      assert.deepEqual(await post(form, {}), { status: 200, body: { fields: { title: 'Tëst' }, kept } });
    }
  });

  it('takes a file that has no name', async () => {
    const { body } = await post(bytesOf([{ name: 'file', content: 'sound' }]));
    assert.deepEqual([body.kept?.size, body.kept?.fileName], [5, null]);
  });

  it('takes a file of exactly the size allowed, and not a byte more', async () => {
    assert.equal((await post(bytesOf([{ ...file, content: Buffer.alloc(MAX_FILE) }]))).status, 200);
    storage = new MemoryStorage();
    await assertRefused(post(bytesOf([{ ...file, content: Buffer.alloc(MAX_FILE + 1) }])), 413, 'UPLOAD_TOO_LARGE');
  });

  it('refuses what is far too long before reading it', async () => {
    const request = httpRequest(`${server.url}/api/v1/uploads`, {
      method: 'POST',
      headers: { 'content-type': multipartType, 'content-length': 10_000_000 },
    });
    request.on('error', () => undefined).flushHeaders();
    const [response] = await once(request, 'response');
    assert.equal(response.statusCode, 413);
    assert.equal(JSON.parse(String(await buffer(response))).code, 'UPLOAD_TOO_LARGE');
    request.destroy();
  });

  const refused: [what: string, body: Buffer, status: number, code: string, errors?: object][] = [
    [
      'a form without a file',
      multipart([{ name: 'title', content: 'x' }]),
      422,
      'VALIDATION_FAILED',
      [{ pointer: '/file', detail: 'is required' }],
    ],
    ['a form without anything', multipart([]), 422, 'VALIDATION_FAILED', [{ pointer: '/file', detail: 'is required' }]],
    [
      'a field that is not one of it',
      multipart([file, { name: 'status', content: 'ready' }]),
      422,
      'VALIDATION_FAILED',
      [{ pointer: '/status', detail: 'is not a field of this request' }],
    ],
    [
      '__proto__',
      multipart([{ name: '__proto__', content: 'x' }, file]),
      422,
      'VALIDATION_FAILED',
      [{ pointer: '/__proto__', detail: 'is not a field of this request' }],
    ],
    [
      'an empty field name',
      multipart([{ name: '', content: 'x' }, file]),
      422,
      'VALIDATION_FAILED',
      [{ pointer: '/', detail: 'is not a field of this request' }],
    ],
    [
      'a field without a name',
      multipart([{ content: 'x' }, file]),
      422,
      'VALIDATION_FAILED',
      [{ pointer: '/', detail: 'is not a field of this request' }],
    ],
    [
      'a field that is given twice',
      multipart([{ name: 'title', content: 'x' }, { name: 'title', content: 'y' }, file]),
      422,
      'VALIDATION_FAILED',
      [{ pointer: '/title', detail: 'is given twice' }],
    ],
    ['a second file', multipart([file, file]), 422, 'VALIDATION_FAILED', [{ pointer: '/file', detail: 'is given twice' }]],
    [
      'a file under the name of another field',
      multipart([file, { name: 'cover', fileName: 'x.png', content: 'x' }]),
      422,
      'VALIDATION_FAILED',
      [{ pointer: '/cover', detail: 'is not a field of this request' }],
    ],
    [
      'a field that is too long',
      multipart([{ name: 'title', content: 'x'.repeat(1001) }, file]),
      422,
      'VALIDATION_FAILED',
      [{ pointer: '/title', detail: 'is longer than 1000 bytes' }],
    ],
    [
      'a NUL',
      multipart([{ name: 'title', content: 'a\0b' }, file]),
      422,
      'VALIDATION_FAILED',
      [{ pointer: '/title', detail: 'must not hold a NUL or half a surrogate pair' }],
    ],
    [
      'twenty thousand parts',
      multipart(Array.from({ length: 100_000 }, () => ({ name: 'title', content: 'x' }))),
      422,
      'VALIDATION_FAILED',
      [{ pointer: '/title', detail: 'is given twice' }],
    ],
    ['a hundred thousand parts that are nothing', Buffer.from(`--${boundary}\r\n\r\n\r\n`.repeat(100_000)), 400, 'MALFORMED_UPLOAD'],
    ['a form that ends in the middle of its file', multipart([file], { end: false }), 400, 'MALFORMED_UPLOAD'],
    [
      'a form that ends in the middle of a field',
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\nhal`),
      400,
      'MALFORMED_UPLOAD',
    ],
    ['a form that ends in the middle of a header', Buffer.from(`--${boundary}\r\nContent-Dispo`), 400, 'MALFORMED_UPLOAD'],
    ['a body that is no form', Buffer.from('{"title": "x"}'), 400, 'MALFORMED_UPLOAD'],
    ['no body', Buffer.alloc(0), 400, 'MALFORMED_UPLOAD'],
    ['two megabytes of one header', multipart([{ ...file, headers: `X-Long: ${'x'.repeat(2_000_000)}\r\n` }]), 400, 'MALFORMED_UPLOAD'],
    ['two megabytes behind the end', Buffer.concat([multipart([file]), Buffer.alloc(2_000_000)]), 400, 'MALFORMED_UPLOAD'],
  ];
  for (const [what, body, status, code, errors] of refused) {
    it(`refuses ${what}`, () => assertRefused(post(new Uint8Array(body)), status, code, errors));
  }

  const types: [type: string, status: number, code: string][] = [
    ['application/json', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['multipart/mixed; boundary=x', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['multipart/form-data', 400, 'MALFORMED_UPLOAD'],
    ['multipart/form-data; boundary=', 400, 'MALFORMED_UPLOAD'],
    ['multipart/form-data; boundary=""', 400, 'MALFORMED_UPLOAD'],
    [`multipart/form-data; boundary=${'b'.repeat(300)}`, 400, 'MALFORMED_UPLOAD'],
  ];
  for (const [type, status, code] of types) {
    it(`refuses the content type ${type.slice(0, 60)}`, () => assertRefused(post(bytesOf([file]), { 'content-type': type }), status, code));
  }

  it('refuses a compressed body', () =>
    assertRefused(post(bytesOf([file]), { 'content-type': multipartType, 'content-encoding': 'gzip' }), 415, 'UNSUPPORTED_MEDIA_TYPE'));

  it('answers with what became of the file while most of it is still to come', async () => {
    keep = async () => {
      throw new NotAudio();
    };
    await assertRefused(post(bytesOf([{ ...file, content: Buffer.alloc(MAX_FILE) }])), 415, 'UNSUPPORTED_MEDIA', [
      { pointer: '/file', detail: 'must be MP3, FLAC, WAV, AIFF, Ogg, Opus, M4A or AAC audio' },
    ]);
  });

  it('leaves nothing behind when the client goes away in the middle', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const start = multipart([{ ...file, content: Buffer.alloc(200_000) }], { end: false });
    socket.write(`POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Type: ${multipartType}\r\nContent-Length: 2000000\r\n\r\n`);
    socket.write(start);
    await new Promise<void>((resolve) => {
      const kept = keep;
      keep = (uploaded) => {
        uploaded.content.once('readable', () => resolve());
        return kept(uploaded);
      };
    });
    socket.destroy();
    while (outcomes.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(outcomes, ['ClientGone while 0 files were being kept']);
    assert.equal(await storage.head('file'), null);
  });

  it('comes to an end with whatever it is sent', async () => {
    const form = multipart([
      { name: 'title', content: 'x' },
      { ...file, content: randomBytes(3000) },
      { name: 'genre', content: 'y' },
    ]);
    const mangled = fc.tuple(
      fc.nat(form.length),
      fc.nat(200),
      fc.uint8Array({ maxLength: 80 }),
      fc.constantFrom('', '\r\n', '--', `--${boundary}`, '\r\n\r\n'),
    );
    await fc.assert(
      fc.asyncProperty(mangled, async ([at, cut, bytes, text]) => {
        const body = Buffer.concat([form.subarray(0, at), Buffer.from(bytes), Buffer.from(text), form.subarray(at + cut)]);
        const { status } = await post(new Uint8Array(body));
        assert([200, 400, 422].includes(status), `status ${status}`);
        await storage.delete('file');
      }),
      { numRuns: 150 },
    );
    assert.deepEqual(server.log.events('error'), []);
  });
});
