import assert from 'node:assert/strict';
import { fstatSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { LocalFileSender } from '#adapters/storage/local-file-sender.ts';
import { LocalStorage } from '#adapters/storage/local-storage.ts';
import { OpenFiles } from '#adapters/storage/open-files.ts';

const roomy = { maxBytes: 10_000_000 };

describe('keeping objects on the local disk', () => {
  let directory: string;
  let openFiles: OpenFiles;
  let storage: LocalStorage;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'veza-media-'));
    openFiles = new OpenFiles({ directory, maxOpen: 3 });
    storage = new LocalStorage({ directory, openFiles });
  });

  afterEach(async () => {
    openFiles.close();
    await rm(directory, { recursive: true });
  });

  const put = (key: string, text = key) => storage.put(key, Readable.from([Buffer.from(text)]), roomy);
  const isOpen = (fd: number) => {
    try {
      return fstatSync(fd).isFile();
    } catch {
      return false;
    }
  };
  const eventually = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };

  it('writes beside the objects, and moves the whole file into place', async () => {
    const seen: string[][] = [];
    const content = Readable.from(
      (async function* () {
        yield Buffer.alloc(1000);
        seen.push(await readdir(directory), await readdir(join(directory, '.tmp')));
      })(),
    );
    await storage.put('tracks/u/t.wav', content, roomy);
    assert.deepEqual(seen[0], ['.tmp']);
    assert.equal(seen[1]?.length, 1);
    assert.deepEqual(await readdir(join(directory, '.tmp')), []);
    assert.equal((await stat(join(directory, 'tracks/u/t.wav'))).size, 1000);
  });

  it('clears away what a dead process left unfinished, and leaves alone what is being written', async () => {
    await mkdir(join(directory, '.tmp'));
    await writeFile(join(directory, '.tmp/old'), 'half');
    await utimes(join(directory, '.tmp/old'), new Date('2026-01-01'), new Date('2026-01-01'));
    await writeFile(join(directory, '.tmp/new'), 'half');
    assert.equal(await storage.discardUnfinished(new Date('2026-01-02')), 1);
    assert.deepEqual(await readdir(join(directory, '.tmp')), ['new']);
  });

  it('does not take a directory for an object', async () => {
    await put('tracks/u/t.wav');
    assert.equal(await storage.head('tracks/u'), null);
    assert.equal(await openFiles.hold('tracks/u'), null);
  });

  it('opens a file once for everybody', async () => {
    await put('a');
    const files = await Promise.all([openFiles.hold('a'), openFiles.hold('a'), openFiles.hold('a')]);
    assert.equal(new Set(files.map((file) => file?.fd)).size, 1);
    for (const file of files) file?.release();
    const again = openFiles.hold('a');
    assert(!(again instanceof Promise), 'an open file was not at hand');
    assert.equal(again?.fd, files[0]?.fd);
    again?.release();
  });

  it('closes a deleted object once its last listener has gone', async () => {
    await put('a');
    const file = await openFiles.hold('a');
    assert(file);
    await storage.delete('a');
    assert.equal(isOpen(file.fd), true);
    assert.equal(await openFiles.hold('a'), null);
    file.release();
    await eventually(() => !isOpen(file.fd));
  });

  it('does not keep what was deleted while it was being opened', async () => {
    await put('a');
    const opening = openFiles.hold('a');
    await storage.delete('a');
    const file = await opening;
    file?.release();
    assert.equal(await openFiles.hold('a'), null);
  });

  it('serves the new content of a replaced object', async () => {
    await put('a', 'old');
    (await openFiles.hold('a'))?.release();
    await put('a', 'new');
    const chunks: string[] = [];
    const target = new Writable({
      write: (chunk, _encoding, done) => {
        chunks.push(String(chunk));
        done();
      },
    });
    await new LocalFileSender({ openFiles, sendfile: null }).send('a', { start: 0, end: 2 }, target, () => undefined);
    assert.deepEqual(chunks, ['new']);
  });

  it('keeps a bounded number of files open', async () => {
    const fds: number[] = [];
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      await put(key);
      const file = await openFiles.hold(key);
      assert(file);
      fds.push(file.fd);
      file.release();
    }
    await eventually(() => new Set(fds.filter(isOpen)).size <= 3);
  });
});
