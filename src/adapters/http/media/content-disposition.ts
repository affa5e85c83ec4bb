const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;
// Not in `attr-char` of RFC 8187, though encodeURIComponent leaves them alone.
const MORE_TO_ENCODE = /['()*]/g;

/**
 * A Content-Disposition (RFC 6266) that offers `title.extension` as the name to save under: the name itself by RFC 8187,
 * and an ASCII likeness for old clients. Nothing in the title can end the header, leave the directory or turn the text around.
 */
export function contentDisposition(kind: 'inline' | 'attachment', title: string, extension: string): string {
  const fileName = fileNameOf(title);
  const name = `${fileName}.${extension}`;
  const likeness = fileName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, '_')
    .replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(MORE_TO_ENCODE, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${likeness || 'track'}.${extension}"; filename*=UTF-8''${encoded}`;
}

function fileNameOf(title: string): string {
  const safe = title
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  const short = [...safe].slice(0, 100).join('').trim();
  return short === '' || RESERVED.test(short) ? `track${short && '-'}${short}` : short;
}
