import { fstatSync, openSync, read } from 'node:fs';
import { createServer } from 'node:http';

/** The least that can be done: one open file, pooled buffers, no routes, no database, no checks. `node bare-pread-server.ts <file>` */
const fd = openSync(process.argv[2] ?? '', 'r');
const { size } = fstatSync(fd);
const CHUNK = 256 * 1024;
const idle: Buffer[] = [];

const server = createServer((request, response) => {
  const [, first = '', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? 'bytes=0-') ?? [];
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  response.writeHead(206, {
    'content-type': 'audio/wav',
    'content-length': end - start + 1,
    'content-range': `bytes ${start}-${end}/${size}`,
    'accept-ranges': 'bytes',
  });
  let position = start;
  const next = () => {
    const buffer = idle.pop() ?? Buffer.allocUnsafeSlow(CHUNK);
    read(fd, buffer, 0, Math.min(CHUNK, end - position + 1), position, (error, count) => {
      if (error || count === 0) {
        response.destroy();
        return;
      }
      position += count;
      const bytes = count === CHUNK ? buffer : buffer.subarray(0, count);
      response.write(bytes, () => {
        if (idle.length < 64) idle.push(buffer);
        if (position <= end) next();
        else response.end();
      });
    });
  };
  next();
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
