import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** The reference for reads: nothing but Node, answering the same bytes. `node bare-json-server.ts <file of the body>` */
const body = readFileSync(process.argv[2] ?? '');
const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.byteLength });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
