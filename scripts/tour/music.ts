import { wav } from '#test/support/audio.ts';
import type { Person } from './people.ts';
import { promised } from './reply.ts';
import type { Tour } from './tour-context.ts';
import { until } from './until.ts';
import { Visitor } from './visitor.ts';

export type UploadedTrack = { id: string; audio: Buffer };

function form(audio: Uint8Array<ArrayBuffer>, name: string): FormData {
  const fields = new FormData();
  fields.set('title', 'A tone of 440 Hz');
  fields.set('genre', 'Test tone');
  fields.set('bpm', '120');
  fields.set('file', new Blob([audio]), name);
  return fields;
}

export async function upload(tour: Tour, { visitor }: Person): Promise<UploadedTrack> {
  const text = await visitor.send('POST', '/tracks', { body: form(Buffer.from('this is no music'), 'song.wav') });
  text.is(415);
  tour.saw('a text file called song.wav is refused with 415: the content decides');
  const audio = Buffer.from(wav({ seconds: 2 }));
  const created = (await visitor.send('POST', '/tracks', { body: form(audio, 'tone.wav') })).is(201);
  const id = created.text('id');
  const ready = await until(`end of processing track ${id}`, async () => {
    const track = (await visitor.get(`/tracks/${id}`)).is(200);
    promised(track.at('status') !== 'failed', 'the track can be read', track.at('failure_reason'));
    return track.at('status') === 'ready' ? track : null;
  });
  promised(ready.at('duration_ms') === 2000, 'two seconds of sound last 2000 ms', ready.at('duration_ms'));
  tour.saw(`${audio.length} bytes of WAV made on the spot become a track of ${ready.at('duration_ms')} ms`);
  return { id, audio };
}

/** Whole, by range, not again, not beyond the end, and by HEAD: as RFC 9110 says. */
export async function listen(tour: Tour, { id, audio }: UploadedTrack): Promise<void> {
  const anybody = new Visitor(tour.baseUrl);
  const path = `/tracks/${id}/stream`;
  const whole = (await anybody.get(path)).is(200);
  promised(whole.bytes.equals(audio), 'the stream is the upload, byte for byte');
  promised(whole.header('accept-ranges') === 'bytes', 'ranges are offered', whole.header('accept-ranges'));
  tour.saw(`200 with ${whole.bytes.length} bytes, the same as were uploaded`);

  const range = (await anybody.get(path, { range: 'bytes=100-199' })).is(206);
  promised(range.bytes.equals(audio.subarray(100, 200)), 'a range is that part of the file', range.bytes.length);
  promised(
    range.header('content-range') === `bytes 100-199/${audio.length}`,
    'Content-Range says which part',
    range.header('content-range'),
  );
  const end = (await anybody.get(path, { range: 'bytes=-50' })).is(206);
  promised(end.bytes.equals(audio.subarray(-50)), 'a suffix range is the end of the file', end.bytes.length);
  tour.saw(`206 with ${range.header('content-range')}, and the last 50 bytes by a suffix range`);

  const etag = whole.header('etag');
  promised(/^"[^"]+"$/.test(etag), 'there is a strong ETag', etag);
  const known = (await anybody.get(path, { 'if-none-match': etag })).is(304);
  promised(known.bytes.length === 0, 'a 304 has no body', known.bytes.length);
  (await anybody.get(path, { range: 'bytes=0-9', 'if-range': '"another"' })).is(200);
  tour.saw('304 to who has the file already; a range of another file is answered with the whole one');

  const beyond = (await anybody.get(path, { range: `bytes=${audio.length}-` })).is(416);
  promised(beyond.header('content-range') === `bytes */${audio.length}`, 'a 416 says how long the file is', beyond.header('content-range'));
  const head = (await anybody.send('HEAD', path)).is(200);
  promised(head.bytes.length === 0 && head.header('content-length') === String(audio.length), 'HEAD says the length alone');
  tour.saw(`416 with ${beyond.header('content-range')}; HEAD with Content-Length ${head.header('content-length')}`);
}
