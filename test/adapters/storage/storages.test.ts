import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFileSender } from '#adapters/storage/local-file-sender.ts';
import { LocalStorage } from '#adapters/storage/local-storage.ts';
import { MemoryStorage } from '#adapters/storage/memory-storage.ts';
import { OpenFiles } from '#adapters/storage/open-files.ts';
import { Sendfile } from '#adapters/storage/sendfile.ts';
import { StreamSender } from '#adapters/storage/stream-sender.ts';
import { behavesLikeObjectSender } from '#test/contracts/object-sender.contract.ts';
import { behavesLikeStorage } from '#test/contracts/storage.contract.ts';

describe('storages', () => {
  const cleanups: (() => Promise<void> | void)[] = [];

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function openLocal() {
    const directory = await mkdtemp(join(tmpdir(), 'veza-media-'));
    const openFiles = new OpenFiles({ directory });
    cleanups.push(
      () => rm(directory, { recursive: true }),
      () => openFiles.close(),
    );
    return { openFiles, storage: new LocalStorage({ directory, openFiles }) };
  }

  describe('the local storage', () => {
    behavesLikeStorage(async () => (await openLocal()).storage);
  });

  describe('the memory storage', () => {
    behavesLikeStorage(async () => new MemoryStorage());
  });

  describe('the local file sender', () => {
    behavesLikeObjectSender(async () => {
      const { openFiles, storage } = await openLocal();
      return { storage, sender: new LocalFileSender({ openFiles, sendfile: null }) };
    });
  });

  describe('the local file sender by sendfile', () => {
    behavesLikeObjectSender(async () => {
      const { openFiles, storage } = await openLocal();
      return { storage, sender: new LocalFileSender({ openFiles, sendfile: Sendfile.find() }) };
    });
  });

  describe('the stream sender over local files', () => {
    behavesLikeObjectSender(async () => {
      const { storage } = await openLocal();
      return { storage, sender: new StreamSender({ storage }) };
    });
  });

  describe('the stream sender over memory', () => {
    behavesLikeObjectSender(async () => {
      const storage = new MemoryStorage();
      return { storage, sender: new StreamSender({ storage }) };
    });
  });
});
