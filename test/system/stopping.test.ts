import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MortalProduct } from '#test/support/mortal-product.ts';

describe('a server that is told to stop', () => {
  let dataDir: string;
  let server: MortalProduct;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'veza-stopping-'));
    const env = { NODE_ENV: 'test', PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, SHUTDOWN_TIMEOUT: '50ms' };
    server = await new MortalProduct(env).start();
  });
  afterEach(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true });
  });

  it('says when it has', async () => {
    await server.stop();
    assert.deepEqual(server.said.at(-1), { event: 'stopped' });
  });

  it('says how many connections it cut', async () => {
    const { hostname, port } = new URL(server.url);
    const upload = connect(Number(port), hostname);
    upload.write('POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
    upload.on('error', () => undefined);
    await once(upload, 'connect');
    await (await fetch(`${server.url}/health/live`)).text();
    await server.stop();
    assert.equal(server.said.filter(({ aborted }) => aborted).length, 1);
    assert.deepEqual(server.said.at(-1), { event: 'stopped', connectionsCut: 1 });
  });
});
