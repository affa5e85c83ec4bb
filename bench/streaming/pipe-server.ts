import { createReadStream, statSync } from 'node:fs';
import express from 'express';

/** The usual way, for comparison: Express and `createReadStream().pipe()`. `node pipe-server.ts <file>` */
const file = process.argv[2] ?? '';
const { size } = statSync(file);
const app = express().disable('x-powered-by').set('etag', false);
app.get('/stream', (request, response) => {
  const [, first = '', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? 'bytes=0-') ?? [];
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  response.writeHead(206, {
    'content-type': 'audio/wav',
    'content-length': end - start + 1,
    'content-range': `bytes ${start}-${end}/${size}`,
    'accept-ranges': 'bytes',
  });
  createReadStream(file, { start, end }).pipe(response);
});
const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
