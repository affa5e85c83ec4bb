import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { mediaExchange } from '#adapters/http/media/media-exchange.ts';
import { type Media, MediaResponses } from '#adapters/http/media/media-responses.ts';
import { streamRoute } from '#adapters/http/route.ts';
import { MemoryStorage } from '#adapters/storage/memory-storage.ts';
import { StreamSender } from '#adapters/storage/stream-sender.ts';
import { RecordedLog, startHttpServer, type TestServer } from '#test/support/http-server.ts';

describe('serving media', () => {
  const bytes = randomBytes(100_000);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const media: Media = {
    key: 'tracks/u/t.mp3',
    size: bytes.length,
    sha256,
    contentType: 'audio/mpeg',
    extension: 'mp3',
    title: 'Été',
    storedAt: new Date('2026-03-01T12:00:00.700Z'),
    mayBeKept: true,
    disposition: 'inline',
  };
  const etag = `"${sha256}"`;
  const described = {
    'content-type': 'audio/mpeg',
    'content-disposition': `inline; filename="Ete.mp3"; filename*=UTF-8''%C3%89t%C3%A9.mp3`,
    'cache-control': 'private, max-age=604800',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'accept-ranges': 'bytes',
    etag,
    'last-modified': 'Sun, 01 Mar 2026 12:00:00 GMT',
  };
  let server: TestServer;
  const log = new RecordedLog();

  const serving = (path: string, acceleration: 'none' | 'nginx', served: Media) => {
    const responses = new MediaResponses({ sender: new StreamSender({ storage }), acceleration, log });
    return streamRoute({
      method: 'get',
      path,
      tag: 'test',
      summary: path,
      access: 'public',
      ...mediaExchange,
      refusals: { 'not-found': ['NOT_FOUND'] },
      handle: ({ request, reply }) => responses.serve({ request, reply }, served),
    });
  };
  const storage = new MemoryStorage();

  before(async () => {
    await storage.put(media.key, Readable.from([bytes]), { maxBytes: bytes.length });
    server = await startHttpServer([
      serving('/media', 'none', media),
      serving('/private', 'none', { ...media, mayBeKept: false, disposition: 'attachment' }),
      serving('/accelerated', 'nginx', media),
      serving('/lost', 'none', { ...media, key: 'tracks/u/lost.mp3' }),
      serving('/short', 'none', { ...media, size: bytes.length + 1 }),
    ]);
  });

  after(() => server.close());

  const get = async (headers: Record<string, string> = {}, method = 'GET', path = '/media') => {
    const response = await server.fetch(`/api/v1${path}`, { method, headers });
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  };
  const assertHeaders = (headers: Headers, expected: Record<string, string | null>) =>
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, headers.get(name)])), expected);

  it('sends the whole file', async () => {
    const { status, headers, body } = await get();
    assert.equal(status, 200);
    assertHeaders(headers, { ...described, 'content-length': '100000', 'content-range': null });
    assert(body.equals(bytes));
  });

  it('sends a part, with the headers that the whole would have had', async () => {
    const { status, headers, body } = await get({ range: 'bytes=1000-1999' });
    assert.equal(status, 206);
    assertHeaders(headers, { ...described, 'content-length': '1000', 'content-range': 'bytes 1000-1999/100000' });
    assert(body.equals(bytes.subarray(1000, 2000)));
  });

  it('sends what every answer carries, and nothing twice or else', async () => {
    const everywhere = {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'no-referrer',
      'x-dns-prefetch-control': 'off',
      'x-download-options': 'noopen',
      'x-frame-options': 'DENY',
      'x-permitted-cross-domain-policies': 'none',
      'x-xss-protection': '0',
      'x-request-id': 'r-1',
    };
    const sent = { ...described, ...everywhere };
    const asked = { 'x-request-id': 'r-1', range: 'bytes=0-9' };
    const all = async (headers: Record<string, string>, method?: string) => {
      const { date, connection, 'keep-alive': kept, ...others } = Object.fromEntries((await get(headers, method)).headers);
      return others;
    };
    assert.deepEqual(await all(asked), { ...sent, 'content-length': '10', 'content-range': 'bytes 0-9/100000' });
    assert.deepEqual(await all(asked, 'HEAD'), { ...sent, 'content-length': '100000' });
    assert.deepEqual(await all({ ...asked, 'if-none-match': etag }), sent);
    const refused = {
      ...everywhere,
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'content-type': 'application/problem+json',
      'x-content-type-options': 'nosniff',
    };
    const { 'content-length': length, ...unsatisfied } = await all({ ...asked, range: 'bytes=100000-' });
    assert.deepEqual(unsatisfied, { ...refused, 'content-range': 'bytes */100000' });
  });

  it('sends the last bytes', async () => {
    const { status, headers, body } = await get({ range: 'bytes=-10' });
    assert.deepEqual([status, headers.get('content-range')], [206, 'bytes 99990-99999/100000']);
    assert(body.equals(bytes.subarray(-10)));
  });

  it('says how long the file is to a range beyond its end', async () => {
    const { status, headers, body } = await get({ range: 'bytes=100000-' });
    assert.equal(status, 416);
    assertHeaders(headers, { 'content-range': 'bytes */100000', 'content-type': 'application/problem+json' });
    assert.equal(JSON.parse(String(body)).code, 'RANGE_NOT_SATISFIABLE');
  });

  it('answers several ranges with the whole file', async () => {
    const { status, headers, body } = await get({ range: 'bytes=0-,0-,0-' });
    assert.deepEqual([status, headers.get('content-range'), body.length], [200, null, bytes.length]);
  });

  it('answers HEAD with the headers of GET, without a body and whatever the Range', async () => {
    const { status, headers, body } = await get({ range: 'bytes=0-1' }, 'HEAD');
    assert.equal(status, 200);
    assertHeaders(headers, { ...described, 'content-length': '100000', 'content-range': null });
    assert.equal(body.length, 0);
  });

  it('answers 304 to who has it already, with what the cache needs and without a length', async () => {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers, body } = await get({ 'if-none-match': `W/${etag}`, range: 'bytes=0-1' }, method);
      assert.equal(status, 304);
      assertHeaders(headers, { etag, 'cache-control': described['cache-control'], 'content-length': null, 'content-range': null });
      assert.equal(body.length, 0);
    }
  });

  it('answers 412 when the file is not the one meant', async () => {
    const { status, body } = await get({ 'if-match': '"another"' });
    assert.deepEqual([status, JSON.parse(String(body)).code], [412, 'PRECONDITION_FAILED']);
  });

  it('continues a download only of the same file', async () => {
    assert.equal((await get({ range: 'bytes=5-', 'if-range': etag })).status, 206);
    assert.equal((await get({ range: 'bytes=5-', 'if-range': 'Sun, 01 Mar 2026 12:00:00 GMT' })).status, 206);
    assert.equal((await get({ range: 'bytes=5-', 'if-range': '"another"' })).status, 200);
    assert.equal((await get({ range: 'bytes=100000-', 'if-range': '"another"' })).status, 200);
  });

  it('lets nobody keep what is private', async () => {
    const { headers } = await get({}, 'GET', '/private');
    assert.equal(headers.get('cache-control'), 'private, no-store');
    assert.match(headers.get('content-disposition') ?? '', /^attachment;/);
  });

  it('leaves everything to the nginx in front, when there is one', async () => {
    const { status, headers, body } = await get({ range: 'bytes=0-1', 'if-none-match': etag }, 'GET', '/accelerated');
    assert.deepEqual([status, body.length], [200, 0]);
    assertHeaders(headers, { 'x-accel-redirect': '/_media/tracks/u/t.mp3', 'content-type': 'audio/mpeg', etag: null });
  });

  it('answers 404 and tells the operators when the file has gone', async () => {
    const { status } = await get({}, 'GET', '/lost');
    assert.equal(status, 404);
    assert.deepEqual(log.events('error'), ['media_object_missing']);
  });

  it('breaks the answer off when the file ends too early, so that nobody takes it for whole', async () => {
    await assert.rejects(get({}, 'GET', '/short'));
  });
});
