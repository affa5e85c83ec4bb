import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { NotAudio } from '#application/media/errors.ts';
import { boundary, multipart, multipartType } from '#test/support/multipart.ts';
import { maxUploadedFile, startUploadServer, storeAndDescribe, type UploadServer } from '#test/support/upload-server.ts';

describe('reading an uploaded form', () => {
  let uploads: UploadServer;
  const bytesOf = (...form: Parameters<typeof multipart>) => new Uint8Array(multipart(...form));
  const file = { name: 'file', fileName: 'a.wav', content: 'sound' };

  before(async () => {
    uploads = await startUploadServer();
  });

  beforeEach(() => {
    uploads.outcomes.length = 0;
    uploads.keep = storeAndDescribe;
  });

  after(() => uploads.server.close());

  it('takes fields and a file of a browser, whichever comes first', async () => {
    const bytes = randomBytes(2_000_000);
    const kept = { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), fileName: 'Été.wav' };
    const orders = [
      ['title', 'file'],
      ['file', 'title'],
    ];
    for (const order of orders) {
      const form = new FormData();
      for (const name of order) {
        if (name === 'file') form.set('file', new Blob([bytes]), 'Été.wav');
        else form.set('title', 'Tëst');
      }
      assert.deepEqual(await uploads.post(form, {}), { status: 200, body: { fields: { title: 'Tëst' }, kept } });
    }
  });

  it('takes a file that has no name', async () => {
    const { body } = await uploads.post(bytesOf([{ name: 'file', content: 'sound' }]));
    assert.deepEqual([body.kept?.size, body.kept?.fileName], [5, null]);
  });

  it('takes a file of exactly the size allowed, and not a byte more', async () => {
    assert.equal((await uploads.post(bytesOf([{ ...file, content: Buffer.alloc(maxUploadedFile) }]))).status, 200);
    const tooLong = uploads.post(bytesOf([{ ...file, content: Buffer.alloc(maxUploadedFile + 1) }]));
    await uploads.assertRefused(tooLong, 413, 'UPLOAD_TOO_LARGE');
  });

  it('refuses what is far too long before reading it', async () => {
    const headers = { 'content-type': multipartType, 'content-length': 10_000_000 };
    const request = httpRequest(`${uploads.server.url}/api/v1/uploads`, { method: 'POST', headers });
    request.on('error', () => undefined).flushHeaders();
    const [response] = await once(request, 'response');
    assert.equal(response.statusCode, 413);
    assert.equal(JSON.parse(String(await buffer(response))).code, 'UPLOAD_TOO_LARGE');
    request.destroy();
  });

  it('answers with what became of the file while most of it is still to come', async () => {
    uploads.keep = async () => {
      throw new NotAudio();
    };
    const posted = uploads.post(bytesOf([{ ...file, content: Buffer.alloc(maxUploadedFile) }]));
    await uploads.assertRefused(posted, 415, 'UNSUPPORTED_MEDIA', new NotAudio().faults);
  });

  it('does not wait for the rest of a form that it has refused', async () => {
    const socket = connect(uploads.server.port, '127.0.0.1');
    socket.write(`POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Type: ${multipartType}\r\nContent-Length: 2000000\r\n\r\n`);
    socket.write(multipart([{ name: 'unknown', content: 'x' }, file], { end: false }));
    const [answered] = await once(socket, 'data');
    assert.match(String(answered), /^HTTP\/1.1 422 /);
    socket.destroy();
  });

  it('lets go of a file when the client goes away in the middle of it', async () => {
    const started = new Promise<void>((resolve) => {
      uploads.keep = (uploaded) => {
        uploaded.content.once('readable', () => resolve());
        return storeAndDescribe(uploaded);
      };
    });
    const socket = connect(uploads.server.port, '127.0.0.1');
    socket.write(`POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Type: ${multipartType}\r\nContent-Length: 2000000\r\n\r\n`);
    socket.write(multipart([{ ...file, content: Buffer.alloc(200_000) }], { end: false }));
    await started;
    socket.destroy();
    while (uploads.outcomes.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(uploads.outcomes, ['ClientGone while 0 files were being kept']);
  });

  it('comes to an end with whatever it is sent', async () => {
    const form = multipart([
      { name: 'title', content: 'x' },
      { ...file, content: randomBytes(3000) },
      { name: 'genre', content: 'y' },
    ]);
    const text = fc.constantFrom('', '\r\n', '--', `--${boundary}`, '\r\n\r\n');
    const mangled = fc.tuple(fc.nat(form.length), fc.nat(200), fc.uint8Array({ maxLength: 80 }), text);
    await fc.assert(
      fc.asyncProperty(mangled, async ([at, cut, bytes, inserted]) => {
        const body = Buffer.concat([form.subarray(0, at), Buffer.from(bytes), Buffer.from(inserted), form.subarray(at + cut)]);
        const { status } = await uploads.post(new Uint8Array(body));
        assert([200, 400, 413, 422].includes(status), `status ${status}`);
      }),
      { numRuns: 150 },
    );
    assert.deepEqual(uploads.server.log.events('error'), []);
  });
});
