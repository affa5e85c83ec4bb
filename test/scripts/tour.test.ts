import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { listen } from '#test/support/listen.ts';

const start = resolve(import.meta.dirname, '../../scripts/start.mjs');

describe('the tour', () => {
  let server: Server;
  let baseUrl: string;
  const health: [number, string][] = [];

  const run = (...words: string[]) =>
    new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
      const child = execFile(process.execPath, [start, 'tour', ...words], (_, stdout, stderr) =>
        done({ code: child.exitCode, stdout, stderr }),
      );
    });

  before(async () => {
    server = createServer((_, response) => {
      const [status, body] = health.shift() ?? [404, '{"code":"NOT_FOUND"}'];
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(body);
    });
    baseUrl = await listen(server);
  });
  after(() => server.close());

  it('ends at the first thing that is not as promised, and says what it was', async () => {
    health.push([200, '{"status":"ok"}'], [503, '{"status":"unavailable"}']);
    const { code, stdout, stderr } = await run('--base-url', baseUrl);
    assert.equal(code, 1);
    assert.match(stdout, /^1\. The server$/m);
    assert.equal(
      stderr.trim(),
      `The tour ends at stop 1: not as promised: GET /health/deep answers 200; saw "503 {\\"status\\":\\"unavailable\\"}"`,
    );
  });

  it('says so when nobody is there', async () => {
    const { code, stderr } = await run('--base-url', 'http://127.0.0.1:1');
    assert.equal(code, 1);
    assert.match(stderr, /got no answer from http:\/\/127\.0\.0\.1:1: is the server running there\?/);
  });
});
