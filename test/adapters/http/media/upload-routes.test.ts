import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { adts, aiff, flac, m4a, mp3, opus, wav } from '#test/support/audio.ts';
import { MediaClient } from '#test/support/media-client.ts';
import { MediaHarness, people } from '#test/support/media-harness.ts';

describe('uploading tracks over HTTP', () => {
  let media: MediaHarness;
  let client: MediaClient;

  before(async () => {
    media = await MediaHarness.open({ MAX_UPLOAD_BYTES: '2000000' });
    client = new MediaClient(await media.serve());
  });

  afterEach(() => media.clear());

  after(() => media.close());

  it('takes an upload and plays it back', async () => {
    const file = wav({ seconds: 2 });
    const { status, headers, body } = await client.upload(
      file,
      { title: '  Night Drive ', genre: 'House', bpm: '127.5', musical_key: 'Am' },
      { name: 'Été (1).wav' },
    );
    assert.equal(status, 201);
    assert.equal(headers.get('location'), `/api/v1/tracks/${body.id}`);
    const sha256 = createHash('sha256').update(file).digest('hex');
    assert.deepEqual(body, {
      id: body.id,
      owner_id: people.ada.userId,
      title: 'Night Drive',
      artist: null,
      album: null,
      genre: 'House',
      bpm: 127.5,
      musical_key: 'Am',
      visibility: 'public',
      status: 'ready',
      duration_ms: 2000,
      bitrate: 128_000,
      sample_rate: 8000,
      channels: 1,
      content_type: 'audio/wav',
      size_bytes: file.length,
      sha256,
      original_filename: 'Été (1).wav',
      failure_reason: null,
      created_at: '2026-03-01T12:00:00.000Z',
      updated_at: '2026-03-01T12:00:00.000Z',
    });
    const heard = await client.call('GET', `/tracks/${body.id}/stream`);
    assert.equal(heard.status, 200);
    assert(heard.bytes.equals(file));
    assert.equal(heard.headers.get('etag'), `"${sha256}"`);
    assert.equal(heard.headers.get('content-type'), 'audio/wav');
    const part = await client.call('GET', `/tracks/${body.id}/stream`, 'bob', undefined, { range: 'bytes=-100' });
    assert.equal(part.status, 206);
    assert(part.bytes.equals(file.subarray(-100)));
    const head = await client.call('HEAD', `/tracks/${body.id}/stream`);
    assert.deepEqual([head.status, head.headers.get('content-length'), head.bytes.length], [200, String(file.length), 0]);
  });

  it('tells the kinds of audio apart by their content, whatever their name', async () => {
    const files = {
      'audio/mpeg': mp3(),
      'audio/flac': flac(),
      'audio/aiff': aiff(),
      'audio/ogg': opus(),
      'audio/mp4': m4a(),
      'audio/aac': adts(),
    };
    for (const [contentType, file] of Object.entries(files)) {
      const track = await client.uploaded(file, { title: 'x' }, { name: 'x.exe' });
      assert.equal(track.content_type, contentType);
      const { headers } = await client.call('HEAD', `/tracks/${track.id}/stream`);
      assert.equal(headers.get('content-type'), contentType);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    }
  });

  const refusals: [what: string, file: Buffer, fields: Record<string, string>, status: number, code: string, pointer: string | null][] = [
    ['a page', Buffer.from('<!doctype html><script>'), { title: 'x' }, 415, 'UNSUPPORTED_MEDIA', '/file'],
    ['a film', m4a({ brand: 'isom', handler: 'vide' }), { title: 'x' }, 415, 'UNSUPPORTED_MEDIA', '/file'],
    ['an empty file', Buffer.alloc(0), { title: 'x' }, 422, 'AUDIO_EMPTY', '/file'],
    ['a WAV of nothing', wav({ seconds: 0 }), { title: 'x' }, 422, 'AUDIO_EMPTY', '/file'],
    ['a FLAC cut off in its header', flac().subarray(0, 20), { title: 'x' }, 422, 'AUDIO_UNREADABLE', '/file'],
    ['a file that is too long', wav({ seconds: 130 }), { title: 'x' }, 413, 'UPLOAD_TOO_LARGE', null],
    ['no title', wav(), {}, 422, 'VALIDATION_FAILED', '/title'],
    ['an empty title', wav(), { title: '  ' }, 422, 'VALIDATION_FAILED', '/title'],
    ['a title of 201 characters', wav(), { title: 'x'.repeat(201) }, 422, 'VALIDATION_FAILED', '/title'],
    ['a title of 5,000 characters', wav(), { title: '🎵'.repeat(2500) }, 422, 'VALIDATION_FAILED', '/title'],
    ['a title of two megabytes', wav(), { title: 'x'.repeat(2_000_000) }, 413, 'FIELD_TOO_LARGE', '/title'],
    ['a title that nobody sees', wav(), { title: '\u200B\u2060 \u3164' }, 422, 'VALIDATION_FAILED', '/title'],
    ['a genre that nobody sees', wav(), { title: 'x', genre: '\u200B' }, 422, 'VALIDATION_FAILED', '/genre'],
    ['a title of two lines', wav(), { title: 'a\r\nb' }, 422, 'VALIDATION_FAILED', '/title'],
    ['a title that runs backwards', wav(), { title: 'a\u202Eb' }, 422, 'VALIDATION_FAILED', '/title'],
    ['a tempo that is none', wav(), { title: 'x', bpm: '1e3' }, 422, 'VALIDATION_FAILED', '/bpm'],
    ['a tempo of three decimals', wav(), { title: 'x', bpm: '120.125' }, 422, 'VALIDATION_FAILED', '/bpm'],
    ['a tempo of zero', wav(), { title: 'x', bpm: '0' }, 422, 'VALIDATION_FAILED', '/bpm'],
    ['another visibility', wav(), { title: 'x', visibility: 'secret' }, 422, 'VALIDATION_FAILED', '/visibility'],
    ['a status of its own', wav(), { title: 'x', status: 'ready' }, 422, 'VALIDATION_FAILED', '/status'],
    ['an owner of its own', wav(), { title: 'x', owner_id: people.bob.userId }, 422, 'VALIDATION_FAILED', '/owner_id'],
  ];
  for (const [what, file, fields, status, code, pointer] of refusals) {
    it(`refuses ${what}, and keeps nothing`, async () => {
      const { status: actual, body } = await client.upload(file, fields);
      assert.deepEqual([actual, body.code, body.errors?.[0]?.pointer ?? null], [status, code, pointer]);
      assert.deepEqual(await media.storedKeys(), []);
      assert.deepEqual((await client.call('GET', '/tracks?mine=true', 'ada')).body.data, []);
    });
  }

  it('says of a field what the published limits say', async () => {
    const { body: limits } = await client.call('GET', '/uploads/limits');
    const { title, bpm } = z
      .looseObject({ title: z.looseObject({ max_length: z.int() }), bpm: z.looseObject({ maximum: z.int() }) })
      .parse(limits.fields);
    const { body } = await client.upload(wav(), { title: 'x'.repeat(5000), bpm: '1000' });
    assert.deepEqual(body.errors, [
      { pointer: '/title', detail: `must have at most ${title.max_length} characters` },
      { pointer: '/bpm', detail: `must not be more than ${bpm.maximum}` },
    ]);
  });

  it('takes a field that was left empty for one that is not there', async () => {
    const track = await client.uploaded(wav(), { title: 'x', genre: '', bpm: '', musical_key: ' ', visibility: '' });
    assert.deepEqual([track.genre, track.bpm, track.musical_key, track.visibility], [null, null, null, 'public']);
    const { body } = await client.upload(wav(), { title: '' });
    assert.deepEqual(body.errors, [{ pointer: '/title', detail: 'is required' }]);
  });

  it('is for creators', async () => {
    assert.equal((await client.upload(wav(), { title: 'x' }, { person: null })).status, 401);
    assert.equal((await client.upload(wav(), { title: 'x' }, { person: 'user' })).status, 403);
  });

  it('says what may be uploaded', async () => {
    const { status, body } = await client.call('GET', '/uploads/limits');
    assert.equal(status, 200);
    assert.equal(body.max_file_bytes, 2_000_000);
    assert.deepEqual(body.extensions, ['mp3', 'flac', 'wav', 'aiff', 'ogg', 'm4a', 'aac']);
    assert.partialDeepStrictEqual(body.fields, {
      bpm: { required: false, minimum: 1, maximum: 999 },
      title: { required: true, max_length: 200 },
    });
  });
});
