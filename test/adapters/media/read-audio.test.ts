import assert from 'node:assert/strict';
import { readAudio, recogniseAudio } from '#adapters/media/read-audio.ts';
import type { AudioFacts } from '#application/media/ports.ts';
import { adts, aiff, flac, id3Text, m4a, mp3, opus, wav, wavHeader } from '#test/support/audio.ts';

const read = (file: Buffer) =>
  readAudio(file.length, async (position, length) => new Uint8Array(file.subarray(position, position + length)));

async function factsOf(file: Buffer): Promise<AudioFacts> {
  const found = await read(file);
  assert(found.outcome === 'audio', `it is ${found.outcome}`);
  return found.facts;
}

describe('reading what an audio file is', () => {
  const files: [name: string, file: Buffer, contentType: string, durationMs: number, sampleRate: number, channels: number][] = [
    ['a WAV', wav({ seconds: 1.5, channels: 2 }), 'audio/wav', 1500, 8000, 2],
    ['an AIFF', aiff({ seconds: 2 }), 'audio/aiff', 2000, 8000, 1],
    ['an MP3', mp3({ frames: 40 }), 'audio/mpeg', 1045, 44_100, 2],
    [
      'an MP3 of varying bitrate that does not say how long it is',
      Buffer.concat([mp3({ frames: 1 }), mp3Of160(39)]),
      'audio/mpeg',
      1045,
      44_100,
      2,
    ],
    ['AAC', adts({ frames: 40 }), 'audio/aac', 929, 44_100, 2],
    ['a FLAC', flac({ seconds: 3 }), 'audio/flac', 3000, 44_100, 2],
    ['an Opus', opus({ seconds: 2 }), 'audio/ogg', 2000, 48_000, 2],
    ['a long Opus', opus({ seconds: 3600, pages: 40 }), 'audio/ogg', 3_600_000, 48_000, 2],
    ['an M4A', m4a({ seconds: 2 }), 'audio/mp4', 2000, 44_100, 2],
    ['an MP4 without pictures', m4a({ seconds: 2, brand: 'isom' }), 'audio/mp4', 2000, 44_100, 2],
  ];
  for (const [name, file, contentType, durationMs, sampleRate, channels] of files) {
    it(`knows ${name}`, async () => {
      const facts = await factsOf(file);
      assert.deepEqual(
        [facts.contentType, facts.durationMs, facts.sampleRate, facts.channels],
        [contentType, durationMs, sampleRate, channels],
      );
      assert.equal(await recogniseAudio(file.subarray(0, 4100)), contentType);
    });
  }

  it('reads the tags of an MP3', async () => {
    const tags = [
      id3Text('TIT2', 'Été'),
      id3Text('TPE1', 'Nobody'),
      id3Text('TALB', 'Nothing'),
      id3Text('TBPM', '128'),
      id3Text('TKEY', 'Am'),
    ];
    assert.deepEqual((await factsOf(mp3({ tags: [...tags, id3Text('TCON', 'House')] }))).tags, {
      title: 'Été',
      artist: 'Nobody',
      album: 'Nothing',
      genre: 'House',
      bpm: 128,
      musicalKey: 'Am',
    });
  });

  it('has null for tags that are not there', async () => {
    assert.deepEqual(new Set(Object.values((await factsOf(wav())).tags)), new Set([null]));
  });

  it('cuts tags to a length that a row holds, and to what can be shown', async () => {
    const { tags } = await factsOf(
      flac({ comments: [`TITLE=${'x'.repeat(100_000)}`, 'ARTIST=a\u0000b\r\nc\u202Ed', 'BPM=100000', `GENRE=${' '.repeat(50)}`] }),
    );
    assert.equal(tags.title?.length, 200);
    assert.equal(tags.artist, 'a b cd');
    assert.equal(tags.bpm, null);
    assert.equal(tags.genre, null);
  });

  it('keeps markup in a tag as the text that it is', async () => {
    assert.equal((await factsOf(mp3({ tags: [id3Text('TIT2', '<script>alert(1)</script>')] }))).tags.title, '<script>alert(1)</script>');
  });

  const refused: [name: string, file: Buffer, outcome: string][] = [
    ['a page that goes on as an MP3', Buffer.concat([Buffer.from('<!doctype html><script>'), mp3()]), 'not-audio'],
    ['a picture', Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(200)]), 'not-audio'],
    ['a playlist that points elsewhere', Buffer.from('#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/secret\n'), 'not-audio'],
    ['a ZIP', Buffer.concat([Buffer.from('504b0304', 'hex'), wav()]), 'not-audio'],
    ['a film', m4a({ brand: 'isom', handler: 'vide' }), 'not-audio'],
    ['nothing but zeros', Buffer.alloc(5000), 'not-audio'],
    ['one byte', Buffer.from('R'), 'not-audio'],
    ['a WAV of nothing', wavHeader({ sampleRate: 44_100, channels: 2, dataBytes: 0 }), 'empty'],
    ['a WAV header that claims 4 GiB', wavHeader({ sampleRate: 44_100, channels: 2, dataBytes: 4_294_967_000 }), 'empty'],
    [
      '96 channels at 768 kHz',
      Buffer.concat([wavHeader({ sampleRate: 768_000, channels: 96, dataBytes: 19_200 }), Buffer.alloc(19_200)]),
      'unreadable',
    ],
    ['a FLAC cut off in its header', flac().subarray(0, 20), 'unreadable'],
    ['an M4A of a thousand hours', m4a({ seconds: 1000 * 3600 }), 'unreadable'],
  ];
  for (const [name, file, outcome] of refused) {
    it(`says ${outcome} to ${name}`, async () => assert.deepEqual(await read(file), { outcome }));
  }

  it('does not believe a WAV that claims more than it holds', async () => {
    const file = Buffer.concat([wavHeader({ sampleRate: 8000, channels: 1, dataBytes: 4_294_967_000 }), Buffer.alloc(16_000)]);
    assert.equal((await factsOf(file)).durationMs, 1000);
  });
});

function mp3Of160(frames: number): Buffer {
  const frame = Buffer.alloc(522);
  frame.writeUInt32BE(0xfffba000);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}
