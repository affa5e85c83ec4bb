/** Small, real audio made on the spot: enough for a parser to find a duration in, silent or a plain tone. */
const text = (value: string) => Buffer.from(value, 'latin1');
const u16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
};
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const u32le = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

type Pcm = { seconds?: number; sampleRate?: number; channels?: number };

/** A tone of 440 Hz in 16-bit PCM. */
export function wav({ seconds = 1, sampleRate = 8000, channels = 1 }: Pcm = {}): Buffer {
  const frames = Math.round(seconds * sampleRate);
  const data = Buffer.alloc(frames * channels * 2);
  for (let frame = 0; frame < frames; frame += 1) {
    const sample = Math.round(Math.sin((frame / sampleRate) * 440 * 2 * Math.PI) * 12_000);
    for (let channel = 0; channel < channels; channel += 1) data.writeInt16LE(sample, (frame * channels + channel) * 2);
  }
  return Buffer.concat([wavHeader({ sampleRate, channels, dataBytes: data.length }), data]);
}

/** The 44 bytes in front of PCM data, whether or not there is any. */
export function wavHeader({ sampleRate, channels, dataBytes }: { sampleRate: number; channels: number; dataBytes: number }): Buffer {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE((sampleRate * channels * 2) >>> 0, 8);
  format.writeUInt16LE((channels * 2) & 0xffff, 12);
  format.writeUInt16LE(16, 14);
  const riffBytes = Math.min(dataBytes + 36, 0xffffffff);
  return Buffer.concat([text('RIFF'), u32le(riffBytes), text('WAVEfmt '), u32le(16), format, text('data'), u32le(dataBytes)]);
}

/** A tone-less 16-bit AIFF. */
export function aiff({ seconds = 1, channels = 1 }: Pcm = {}): Buffer {
  const frames = seconds * 8000;
  const sampleRate8000 = Buffer.from('400bfa00000000000000', 'hex');
  const common = Buffer.concat([u16(channels), u32(frames), u16(16), sampleRate8000]);
  const sound = Buffer.concat([u32(0), u32(0), Buffer.alloc(frames * channels * 2)]);
  const body = Buffer.concat([text('AIFFCOMM'), u32(common.length), common, text('SSND'), u32(sound.length), sound]);
  return Buffer.concat([text('FORM'), u32(body.length), body]);
}

/** Silent MPEG-1 layer III frames of 128 kbit/s at 44.1 kHz, behind an ID3v2.3 tag where frames for one are given. */
export function mp3({ frames = 40, tags = [] as Buffer[] } = {}): Buffer {
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xfffb9000);
  return Buffer.concat([...(tags.length > 0 ? [id3(tags)] : []), ...Array.from({ length: frames }, () => frame)]);
}

/** A text frame of ID3v2.3, in UTF-16. */
export function id3Text(id: string, value: string): Buffer {
  const content = Buffer.concat([Buffer.from([1, 0xff, 0xfe]), Buffer.from(value, 'utf16le')]);
  return Buffer.concat([text(id), u32(content.length), u16(0), content]);
}

function id3(frames: Buffer[]): Buffer {
  const size = frames.reduce((sum, frame) => sum + frame.length, 0);
  const synchsafe = Buffer.from([(size >> 21) & 0x7f, (size >> 14) & 0x7f, (size >> 7) & 0x7f, size & 0x7f]);
  return Buffer.concat([text('ID3'), Buffer.from([3, 0, 0]), synchsafe, ...frames]);
}

/** AAC in ADTS frames of 1024 samples at 44.1 kHz. */
export function adts({ frames = 40 } = {}): Buffer {
  const length = 200;
  const frame = Buffer.alloc(length);
  frame.set([0xff, 0xf1, 0x50, 0x80 | (length >> 11), (length >> 3) & 0xff, ((length & 7) << 5) | 0x1f, 0xfc]);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}

/** A FLAC file of which there is only the description: 44.1 kHz, stereo, 16 bit. */
export function flac({ seconds = 2, comments = [] as string[] } = {}): Buffer {
  const info = Buffer.alloc(34);
  info.writeUInt16BE(4096, 0);
  info.writeUInt16BE(4096, 2);
  info.writeBigUInt64BE((44_100n << 44n) | (1n << 41n) | (15n << 36n) | BigInt(seconds * 44_100), 10);
  const vorbis = vorbisComment(comments);
  const block = (type: number, last: boolean, content: Buffer) =>
    Buffer.concat([Buffer.from([type | (last ? 0x80 : 0)]), u32(content.length).subarray(1), content]);
  return Buffer.concat([text('fLaC'), block(0, false, info), block(4, true, vorbis), Buffer.alloc(4096)]);
}

function vorbisComment(comments: string[]): Buffer {
  const entries = comments.flatMap((comment) => [u32le(Buffer.byteLength(comment)), Buffer.from(comment)]);
  return Buffer.concat([u32le(4), text('test'), u32le(comments.length), ...entries]);
}

/** Opus in Ogg: the two header packets, and `pages` of sound that end after `seconds` at 48 kHz. */
export function opus({ seconds = 2, pages = 1, comments = [] as string[] } = {}): Buffer {
  const head = Buffer.concat([text('OpusHead'), Buffer.from([1, 2, 0, 0]), u32le(48_000), Buffer.from([0, 0, 0])]);
  const tags = Buffer.concat([text('OpusTags'), vorbisComment(comments)]);
  const sound = Array.from({ length: pages }, (_, index) =>
    oggPage(index + 2, index + 1 === pages ? 4 : 0, Math.round(((index + 1) / pages) * seconds * 48_000), Buffer.alloc(100, 0xfc)),
  );
  return Buffer.concat([oggPage(0, 2, 0, head), oggPage(1, 0, 0, tags), ...sound]);
}

function oggPage(sequence: number, flags: number, granule: number, packet: Buffer): Buffer {
  const lacing = [...Array.from({ length: Math.floor(packet.length / 255) }, () => 255), packet.length % 255];
  const position = Buffer.alloc(8);
  position.writeBigInt64LE(BigInt(granule));
  const head = [text('OggS'), Buffer.from([0, flags]), position, u32le(7), u32le(sequence), u32le(0)];
  return Buffer.concat([...head, Buffer.from([lacing.length, ...lacing]), packet]);
}

/** AAC in MP4, the description at the end as a camera leaves it. `handler` vide makes it a film. */
export function m4a({ seconds = 2, brand = 'M4A ', handler = 'soun' } = {}): Buffer {
  const box = (type: string, ...content: Buffer[]) => {
    const size = content.reduce((sum, part) => sum + part.length, 8);
    return Buffer.concat([u32(size), text(type), ...content]);
  };
  const zeros = (count: number) => Buffer.alloc(count);
  const entry = box('mp4a', zeros(6), u16(1), zeros(8), u16(2), u16(16), zeros(4), u32((44_100 << 16) >>> 0));
  const table = box(
    'stbl',
    box('stsd', u32(0), u32(1), entry),
    ...['stts', 'stsc', 'stco'].map((type) => box(type, u32(0), u32(0))),
    box('stsz', zeros(12)),
  );
  const media = box(
    'mdia',
    box('mdhd', zeros(12), u32(1000), u32(seconds * 1000), zeros(4)),
    box('hdlr', zeros(8), text(handler), zeros(13)),
    box('minf', table),
  );
  const track = box('trak', box('tkhd', u32(7), zeros(8), u32(1), zeros(68)), media);
  const moov = box('moov', box('mvhd', zeros(12), u32(1000), u32(seconds * 1000), zeros(80)), track);
  return Buffer.concat([box('ftyp', text(brand), u32(0), text(`${brand}isom`)), box('mdat', zeros(20_000)), moov]);
}
