import { boundary, multipart, multipartType } from '#test/support/multipart.ts';
import { startUploadServer, type UploadServer } from '#test/support/upload-server.ts';

describe('refusing an uploaded form', () => {
  let uploads: UploadServer;
  const file = { name: 'file', fileName: 'a.wav', content: 'sound' };
  const title = { name: 'title', content: 'x' };
  const long = 'x'.repeat(2_000_000);

  before(async () => {
    uploads = await startUploadServer();
  });

  after(() => uploads.server.close());

  const invalid: [what: string, parts: Parameters<typeof multipart>[0], pointer: string, detail: string][] = [
    ['without a file', [title], '/file', 'is required'],
    ['without anything', [], '/file', 'is required'],
    ['with a field that is not one of it', [file, { name: 'status', content: 'ready' }], '/status', 'is not a field of this request'],
    ['with __proto__', [{ name: '__proto__', content: 'x' }, file], '/__proto__', 'is not a field of this request'],
    ['with an empty field name', [{ name: '', content: 'x' }, file], '/', 'is not a field of this request'],
    ['with a field that has no name', [{ content: 'x' }, file], '/', 'is not a field of this request'],
    ['with a field given twice', [title, title, file], '/title', 'is given twice'],
    ['with a second file', [file, file], '/file', 'is given twice'],
    ['with another file', [file, { name: 'cover', fileName: 'x.png', content: 'x' }], '/cover', 'is not a field of this request'],
    ['with a NUL', [{ name: 'title', content: 'a\0b' }, file], '/title', 'must not hold a NUL or half a surrogate pair'],
    [
      'with bytes that are not UTF-8',
      [{ name: 'title', content: Buffer.from([0x61, 0xff]) }, file],
      '/title',
      'must be text in UTF-8, without replacement characters',
    ],
    ['with two megabytes of a field that is not one of it', [{ name: 'x', content: long }, file], '/x', 'is not a field of this request'],
    ['of twenty thousand parts', Array.from({ length: 20_000 }, () => title), '/title', 'is given twice'],
  ];
  for (const [what, parts, pointer, detail] of invalid) {
    it(`names the field of a form ${what}`, async () => {
      const posted = uploads.post(new Uint8Array(multipart(parts)));
      await uploads.assertRefused(posted, 422, 'VALIDATION_FAILED', [{ pointer, detail }]);
    });
  }

  for (const length of [1001, 100_000, 2_000_000]) {
    it(`names the field that has ${length} bytes, whichever comes first`, async () => {
      const field = { name: 'title', content: 'x'.repeat(length) };
      const errors = [{ pointer: '/title', detail: 'is far longer than it may be' }];
      for (const parts of [
        [field, file],
        [file, field],
      ])
        await uploads.assertRefused(uploads.post(new Uint8Array(multipart(parts))), 413, 'FIELD_TOO_LARGE', errors);
    });
  }

  const nothings = (count: number) => Buffer.from(`--${boundary}\r\n\r\n\r\n`.repeat(count));
  const malformed: [what: string, body: Buffer][] = [
    ['a hundred thousand parts that are nothing', nothings(100_000)],
    ['a file behind twenty parts that are nothing', Buffer.concat([nothings(20), multipart([title, file])])],
    ['a form that ends in the middle of its file', multipart([file], { end: false })],
    ['a form that ends in the middle of a field', Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\nhal`)],
    ['a form that ends in the middle of a header', Buffer.from(`--${boundary}\r\nContent-Dispo`)],
    ['a body that is no form', Buffer.from('{"title": "x"}')],
    ['no body', Buffer.alloc(0)],
    ['two megabytes of one header', multipart([{ ...file, headers: `X-Long: ${'x'.repeat(2_000_000)}\r\n` }])],
    ['two megabytes before the beginning', Buffer.concat([Buffer.alloc(2_000_000), multipart([file])])],
    ['two megabytes behind the end', Buffer.concat([multipart([file]), Buffer.alloc(2_000_000)])],
  ];
  for (const [what, body] of malformed) {
    it(`says that ${what} is malformed`, () => uploads.assertRefused(uploads.post(new Uint8Array(body)), 400, 'MALFORMED_UPLOAD'));
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
    it(`does not read the content type ${type.slice(0, 60)}`, () =>
      uploads.assertRefused(uploads.post(new Uint8Array(multipart([file])), { 'content-type': type }), status, code));
  }

  it('does not read a compressed body', () => {
    const headers = { 'content-type': multipartType, 'content-encoding': 'gzip' };
    return uploads.assertRefused(uploads.post(new Uint8Array(multipart([file])), headers), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });
});
