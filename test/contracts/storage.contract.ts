import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ObjectTooLarge } from '#application/media/errors.ts';
import type { Storage } from '#application/media/ports.ts';

const roomy = { maxBytes: 10_000_000 };
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

export function behavesLikeStorage(open: () => Promise<Storage>): void {
  let storage: Storage;
  beforeEach(async () => {
    storage = await open();
  });

  const put = (key: string, bytes: Buffer, limit = roomy) => storage.put(key, Readable.from(bytes.length > 0 ? [bytes] : []), limit);
  const read = async (key: string, span?: { start: number; end: number }) => {
    const content = await storage.get(key, span);
    return content && buffer(content);
  };
  const keys = async (prefix: string) => {
    const found: string[] = [];
    for await (const key of storage.list(prefix)) found.push(key);
    return found;
  };

  it('gives back what was put, with its size and SHA-256', async () => {
    const bytes = randomBytes(300_001);
    const chunks = Array.from({ length: 31 }, (_, index) => bytes.subarray(index * 10_000, (index + 1) * 10_000));
    const stored = await storage.put('tracks/u1/t1.mp3', Readable.from(chunks), roomy);
    assert.deepEqual(stored, { key: 'tracks/u1/t1.mp3', size: 300_001, sha256: sha256(bytes) });
    assert.deepEqual(await read('tracks/u1/t1.mp3'), bytes);
    assert.equal((await storage.head('tracks/u1/t1.mp3'))?.size, 300_001);
  });

  it('keeps an empty object', async () => {
    assert.deepEqual(await put('empty', Buffer.alloc(0)), { key: 'empty', size: 0, sha256: sha256(Buffer.alloc(0)) });
    assert.deepEqual(await read('empty'), Buffer.alloc(0));
  });

  it('gives inclusive spans', async () => {
    await put('a', Buffer.from('0123456789'));
    assert.equal(String(await read('a', { start: 0, end: 0 })), '0');
    assert.equal(String(await read('a', { start: 3, end: 6 })), '3456');
    assert.equal(String(await read('a', { start: 8, end: 9 })), '89');
  });

  it('has null for what is not there', async () => {
    assert.equal(await storage.get('nothing/here'), null);
    assert.equal(await storage.head('nothing/here'), null);
  });

  it('replaces an object whole', async () => {
    await put('a', Buffer.from('first and longer'));
    await put('a', Buffer.from('second'));
    assert.equal(String(await read('a')), 'second');
  });

  it('takes an object of exactly the size allowed', async () => {
    assert.equal((await put('a', Buffer.alloc(1000), { maxBytes: 1000 })).size, 1000);
  });

  it('leaves nothing behind of one that is too large', async () => {
    const content = Readable.from([Buffer.alloc(600), Buffer.alloc(600), Buffer.alloc(600)]);
    await assert.rejects(storage.put('a/b', content, { maxBytes: 1000 }), ObjectTooLarge);
    assert.equal(await storage.head('a/b'), null);
    assert.deepEqual(await keys(''), []);
    assert.equal(content.destroyed, true);
  });

  it('leaves nothing behind when the content breaks off, and keeps what was there before', async () => {
    await put('a', Buffer.from('before'));
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(100_000);
        throw new Error('the line is dead');
      })(),
    );
    await assert.rejects(storage.put('a', broken, roomy), /the line is dead/);
    assert.equal(String(await read('a')), 'before');
    assert.deepEqual(await keys(''), ['a']);
    assert.equal(await storage.discardUnfinished(new Date(Date.now() + 60_000)), 0);
  });

  it('deletes, once or twice', async () => {
    await put('a/b', Buffer.from('x'));
    await storage.delete('a/b');
    await storage.delete('a/b');
    assert.equal(await storage.get('a/b'), null);
  });

  it('lists the keys under a prefix in lexicographic order', async () => {
    for (const key of ['b', 'a/c', 'a-b/x', 'a/b/2', 'a/b/1', 'a.txt', 'ab']) await put(key, Buffer.from(key));
    assert.deepEqual(await keys(''), ['a-b/x', 'a.txt', 'a/b/1', 'a/b/2', 'a/c', 'ab', 'b']);
    assert.deepEqual(await keys('a/'), ['a/b/1', 'a/b/2', 'a/c']);
    assert.deepEqual(await keys('a/b'), ['a/b/1', 'a/b/2']);
    assert.deepEqual(await keys('a'), ['a-b/x', 'a.txt', 'a/b/1', 'a/b/2', 'a/c', 'ab']);
    assert.deepEqual(await keys('zz/'), []);
  });

  it('refuses every key that could lead out of it', async () => {
    const hostile = [
      '',
      '/',
      '/etc/passwd',
      '../x',
      'a/../../x',
      'a/./b',
      'a//b',
      'a/',
      '.tmp/x',
      'a\\b',
      'a\0b',
      'ä',
      'a b',
      '%2e%2e/x',
      'x'.repeat(300),
    ];
    for (const key of hostile) {
      await assert.rejects(async () => put(key, Buffer.from('x')), TypeError, key);
      await assert.rejects(async () => storage.get(key), TypeError, key);
      await assert.rejects(async () => storage.head(key), TypeError, key);
      await assert.rejects(async () => storage.delete(key), TypeError, key);
    }
  });

  it('holds two puts of one key apart', async () => {
    const [one, two] = [Buffer.alloc(200_000, 1), Buffer.alloc(200_000, 2)];
    await Promise.all([put('a', one), put('a', two)]);
    const kept = await read('a');
    assert(kept?.equals(one) || kept?.equals(two));
  });
}
