import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { wavHeader } from '#test/support/audio.ts';

const BOUNDARY = 'veza-bench-boundary';
const disposition = (rest: string) => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${rest}\r\n\r\n`;

/** Uploads a WAV of this many bytes of noise, made as it is sent, and gives the track's id and the seconds that it took. */
export async function uploadWav(url: string, token: string, bytes: number): Promise<{ id: string; seconds: number }> {
  const wav = wavHeader({ sampleRate: 44_100, channels: 2, dataBytes: bytes - 44 });
  const head = Buffer.from(`${disposition('name="title"')}A long track\r\n${disposition('name="file"; filename="long.wav"')}`);
  const tail = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  const begun = performance.now();
  const sending = request(`${url}/api/v1/tracks`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': head.length + bytes + tail.length,
    },
  });
  const answered = new Promise<string>((resolve, reject) => {
    sending.on('error', reject).on('response', (response) => {
      text(response).then((body) => {
        if (response.statusCode === 201) resolve(body);
        else reject(new Error(`the upload was answered with ${response.statusCode}: ${body}`));
      }, reject);
    });
  });
  function* form(): Iterable<Buffer> {
    yield Buffer.concat([head, wav]);
    yield* noise(bytes - wav.length);
    yield tail;
  }
  const [body] = await Promise.all([answered, pipeline(Readable.from(form(), { objectMode: false }), sending)]);
  return { id: String(JSON.parse(body).id), seconds: (performance.now() - begun) / 1000 };
}

function* noise(bytes: number): Iterable<Buffer> {
  const block = randomBytes(1024 * 1024);
  for (let left = bytes; left > 0; left -= block.length) yield left >= block.length ? block : block.subarray(0, left);
}
