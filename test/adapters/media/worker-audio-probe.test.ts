import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { WorkerAudioProbe } from '#adapters/media/worker-audio-probe.ts';
import { MemoryStorage } from '#adapters/storage/memory-storage.ts';
import { id3Text, mp3, wav } from '#test/support/audio.ts';
import { RecordedLog } from '#test/support/http-server.ts';

const hostile = new URL('../../stand-ins/hostile-probe-worker.ts', import.meta.url);

describe('looking into files in a worker', () => {
  const storage = new MemoryStorage();
  const probes: WorkerAudioProbe[] = [];
  let log: RecordedLog;

  beforeEach(() => {
    log = new RecordedLog();
  });

  afterEach(() => Promise.all(probes.splice(0).map((probe) => probe.close())));

  const open = (options: { threads?: number; deadlineMs?: number; script?: URL } = {}) => {
    const probe = new WorkerAudioProbe({ storage, log }, options);
    probes.push(probe);
    return probe;
  };
  const look = async (probe: WorkerAudioProbe, file: Buffer) => {
    await storage.put('file', Readable.from([file]), { maxBytes: 1e8 });
    return probe.probe('file', file.length);
  };

  describe('that are what they seem', () => {
    let probe: WorkerAudioProbe;
    before(() => {
      probe = new WorkerAudioProbe({ storage, log: new RecordedLog() });
    });
    after(() => probe.close());

    it('finds the facts of a stored file', async () => {
      const found = await look(probe, wav({ seconds: 40 }));
      assert.deepEqual(found, {
        outcome: 'audio',
        facts: {
          contentType: 'audio/wav',
          durationMs: 40_000,
          bitrate: 128_000,
          sampleRate: 8000,
          channels: 1,
          tags: { title: null, artist: null, album: null, genre: null, bpm: null, musicalKey: null },
        },
      });
    });

    it('recognises a file by its first bytes', async () => {
      assert.equal(await probe.recognise(mp3().subarray(0, 4100)), 'audio/mpeg');
      assert.equal(await probe.recognise(Buffer.from('<html>')), null);
      assert.equal(await probe.recognise(new Uint8Array()), null);
    });

    it('looks at many at once', async () => {
      await storage.put('many', Readable.from([wav()]), { maxBytes: 1e6 });
      const found = await Promise.all(Array.from({ length: 20 }, () => probe.probe('many', wav().length)));
      assert.deepEqual(new Set(found.map(({ outcome }) => outcome)), new Set(['audio']));
    });

    it('calls an empty file empty', async () => assert.deepEqual(await look(probe, Buffer.alloc(0)), { outcome: 'empty' }));

    it('says when the storage failed, and not that the file is bad', async () => {
      await assert.rejects(probe.probe('not/there', 1000), /has gone/);
      assert.equal((await look(probe, wav())).outcome, 'audio');
    });

    it('survives the file of 55 bytes that a parser once looped on', async () => {
      const asf = Buffer.concat([Buffer.from('3026b2758e66cf11a6d900aa0062ce6c', 'hex'), Buffer.alloc(39)]);
      assert.deepEqual(await look(probe, asf), { outcome: 'not-audio' });
    });

    it('survives a hundred thousand frames of tags', async () => {
      const frame = id3Text('TXXX', 'a=b');
      const found = await look(probe, mp3({ tags: Array.from({ length: 100_000 }, () => frame) }));
      assert.match(found.outcome, /^(audio|unreadable)$/);
    });

    it('has an answer for noise behind every header that it knows', async () => {
      const heads = [
        'RIFF\x20\0\0\0WAVEfmt ',
        'fLaC\0\0\0\x22',
        'OggS\0\x02',
        'FORM\0\0\x20\0AIFF',
        'ID3\x03\0\0\0\0\x10\0',
        '\xff\xfb\x90\0',
        '\0\0\0\x20ftypM4A ',
      ];
      for (const head of heads) {
        const found = await look(probe, Buffer.concat([Buffer.from(head, 'latin1'), randomBytes(20_000)]));
        assert.match(found.outcome, /^(audio|unreadable|empty|not-audio)$/, head);
      }
    });
  });

  describe('that are out for harm', () => {
    it('gives up on one that never ends, and looks at the next', async () => {
      const probe = open({ threads: 1, deadlineMs: 300, script: hostile });
      assert.deepEqual(await look(probe, Buffer.from('loop')), { outcome: 'timed-out' });
      assert.deepEqual(await look(probe, Buffer.from('dull')), { outcome: 'unreadable' });
      assert.deepEqual(
        log.lines.map(({ fields }) => fields),
        [
          { key: 'file', about: 'timed-out' },
          { key: 'file', about: 'failed', reason: 'dull' },
        ],
      );
    });

    it('keeps the event loop free meanwhile', async () => {
      const probe = open({ threads: 1, deadlineMs: 200, script: hostile });
      let turns = 0;
      const turning = setInterval(() => {
        turns += 1;
      }, 5);
      await look(probe, Buffer.from('loop'));
      clearInterval(turning);
      assert(turns > 3, `${turns} turns`);
    });

    it('outlives one that eats all the memory it can', async () => {
      const probe = open({ threads: 1, script: hostile, deadlineMs: 15_000 });
      assert.deepEqual(await look(probe, Buffer.from('eat!')), { outcome: 'unreadable' });
      assert.deepEqual(await look(probe, Buffer.from('dull')), { outcome: 'unreadable' });
      assert.match(String(log.lines[0]?.fields['reason']), /ERR_WORKER_OUT_OF_MEMORY|memory/);
    });

    it('outlives one that ends the thread', async () => {
      const probe = open({ threads: 1, script: hostile });
      assert.deepEqual(await look(probe, Buffer.from('exit')), { outcome: 'unreadable' });
      assert.deepEqual(await look(probe, Buffer.from('dull')), { outcome: 'unreadable' });
    });

    it('lets those that wait in when a thread hangs', async () => {
      const probe = open({ threads: 1, deadlineMs: 1_000, script: hostile });
      await storage.put('loop', Readable.from([Buffer.from('loop')]), { maxBytes: 10 });
      await storage.put('dull', Readable.from([Buffer.from('dull')]), { maxBytes: 10 });
      const found = await Promise.all([probe.probe('loop', 4), probe.probe('dull', 4), probe.probe('loop', 4), probe.probe('dull', 4)]);
      assert.deepEqual(
        found.map(({ outcome }) => outcome),
        ['timed-out', 'unreadable', 'timed-out', 'unreadable'],
      );
    });
  });
});
