export const boundary = 'veza-test-boundary';
export const multipartType = `multipart/form-data; boundary=${boundary}`;

type Part = { name?: string; fileName?: string; headers?: string; content: string | Buffer };

/** A form as bytes, for what no client library would send. Without `end` it breaks off where the closing boundary should be. */
export function multipart(parts: readonly Part[], { end = true } = {}): Buffer {
  const bytes = parts.flatMap(({ name, fileName, headers = '', content }) => {
    const disposition = [
      'form-data',
      ...(name === undefined ? [] : [`name="${name}"`]),
      ...(fileName === undefined ? [] : [`filename="${fileName}"`]),
    ];
    return [
      Buffer.from(`--${boundary}\r\nContent-Disposition: ${disposition.join('; ')}\r\n${headers}\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ];
  });
  return Buffer.concat([...bytes, ...(end ? [Buffer.from(`--${boundary}--\r\n`)] : [])]);
}
