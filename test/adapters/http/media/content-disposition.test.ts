import assert from 'node:assert/strict';
import { validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import { contentDisposition } from '#adapters/http/media/content-disposition.ts';

const nameIn = (header: string) => decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(header)?.[1] ?? '');

describe('naming a download', () => {
  const cases: [title: string, header: string][] = [
    ['Night Drive', `inline; filename="Night Drive.mp3"; filename*=UTF-8''Night%20Drive.mp3`],
    ['Été', `inline; filename="Ete.mp3"; filename*=UTF-8''%C3%89t%C3%A9.mp3`],
    ['夜', `inline; filename="_.mp3"; filename*=UTF-8''%E5%A4%9C.mp3`],
    [`it's (live)*`, `inline; filename="it's (live)_.mp3"; filename*=UTF-8''it%27s%20%28live%29_.mp3`],
    ['100% "real"', `inline; filename="100_ _real_.mp3"; filename*=UTF-8''100%25%20_real_.mp3`],
    ['../../etc/passwd', `inline; filename="_.._etc_passwd.mp3"; filename*=UTF-8''_.._etc_passwd.mp3`],
    ['..\\x', `inline; filename="_x.mp3"; filename*=UTF-8''_x.mp3`],
    ['x"; filename="evil.exe', `inline; filename="x_; filename=_evil.exe.mp3"; filename*=UTF-8''x_%3B%20filename%3D_evil.exe.mp3`],
    ['a\r\nSet-Cookie: x=1\0', `inline; filename="aSet-Cookie_ x=1.mp3"; filename*=UTF-8''aSet-Cookie_%20x%3D1.mp3`],
    ['abc\u202E3pm.exe', `inline; filename="abc3pm.exe.mp3"; filename*=UTF-8''abc3pm.exe.mp3`],
    ['CON', `inline; filename="track-CON.mp3"; filename*=UTF-8''track-CON.mp3`],
    ['...', `inline; filename="track.mp3"; filename*=UTF-8''track.mp3`],
    ['\uD800', `inline; filename="_.mp3"; filename*=UTF-8''%EF%BF%BD.mp3`],
  ];
  for (const [title, header] of cases) {
    it(`calls ${JSON.stringify(title)} ${nameIn(header)}`, () => assert.equal(contentDisposition('inline', title, 'mp3'), header));
  }

  it('keeps a long name to a hundred characters', () => {
    assert.equal(nameIn(contentDisposition('attachment', '😀'.repeat(300), 'wav')), `${'😀'.repeat(100)}.wav`);
  });

  it('calls a title of nothing but marks a track, for old clients', () => {
    assert.equal(contentDisposition('attachment', '\u07a6', 'flac'), `attachment; filename="track.flac"; filename*=UTF-8''%DE%A6.flac`);
  });

  it('is a header of one value, whatever the title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (title) => {
        const header = contentDisposition('attachment', title, 'flac');
        validateHeaderValue('content-disposition', header);
        assert.match(header, /^attachment; filename="[^"\\]+\.flac"; filename\*=UTF-8''[\w.~!#$&+^`|%-]+$/);
        assert.doesNotMatch(nameIn(header), /[/\\\p{Cc}]/u);
      }),
    );
  });
});
