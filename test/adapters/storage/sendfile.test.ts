import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Sendfile } from '#adapters/storage/sendfile.ts';
import { descriptorOfIdle } from '#adapters/storage/socket-descriptor.ts';
import { listen } from '#test/support/listen.ts';

const MEBIBYTE = 1024 ** 2;
const POSIX_FADV_DONTNEED = 4;
/** On a disk: what is under /tmp may be nowhere but in memory. */
const onDisk = join(import.meta.dirname, '../../../var');

describe('sendfile', () => {
  const cleanups: (() => void)[] = [];
  const content = randomBytes(MEBIBYTE);
  let directory: string;

  beforeEach(() => {
    mkdirSync(onDisk, { recursive: true });
    directory = mkdtempSync(join(onDisk, 'sendfile-'));
    cleanups.push(() => rmSync(directory, { recursive: true }));
  });

  afterEach(() => {
    for (const cleanup of cleanups.splice(0).reverse()) cleanup();
  });

  function openFile(bytes: Uint8Array): number {
    const file = openSync(join(directory, 'file'), 'w+');
    cleanups.push(() => closeSync(file));
    writeSync(file, bytes);
    return file;
  }

  /** An answer that has not begun, and what its listener gets. */
  async function openAnswer(): Promise<{ answer: ServerResponse; listener: Promise<IncomingMessage> }> {
    const { promise, resolve } = Promise.withResolvers<ServerResponse>();
    const server = createServer((_request, response) => resolve(response));
    cleanups.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const request = get(await listen(server));
    request.on('error', () => undefined);
    return { answer: await promise, listener: once(request, 'response').then(([response]) => response as IncomingMessage) };
  }

  /** Drops from memory what the disk has of a file. */
  function forget(file: number, position: number, length: number): void {
    fdatasyncSync(file);
    const { functions } = process
      .getBuiltinModule('node:ffi')
      .dlopen(null, { posix_fadvise: { arguments: ['int32', 'int64', 'int64', 'int32'], return: 'int32' } });
    assert.equal(functions.posix_fadvise(file, BigInt(position), BigInt(length), POSIX_FADV_DONTNEED), 0);
  }

  if (process.platform !== 'linux') {
    it('is not to be had elsewhere than on Linux', () => assert.equal(Sendfile.find(), null));
    return;
  }

  const sendfile = Sendfile.find();
  if (!sendfile) throw new Error('this Node has no node:ffi: the one in the lock file does');

  it('sends what lies in memory behind the head of the answer', async () => {
    const file = openFile(content);
    const { answer, listener } = await openAnswer();
    answer.writeHead(200, { 'content-length': 5000 });
    assert.equal(sendfile.send(descriptorOfIdle(answer) ?? -1, file, 4097, 5000), 5000);
    answer.end();
    const received = Buffer.concat(await (await listener).toArray());
    assert(received.equals(content.subarray(4097, 9097)));
  });

  it('sends nothing for which the disk would have to be asked', async () => {
    const file = openFile(content);
    const { answer } = await openAnswer();
    answer.writeHead(200);
    const socket = descriptorOfIdle(answer) ?? -1;
    forget(file, 0, MEBIBYTE);
    assert.equal(sendfile.send(socket, file, 500_000, 4096), 0);
    assert.equal(readSync(file, Buffer.alloc(1), 0, 1, MEBIBYTE - 1), 1);
    assert.equal(sendfile.send(socket, file, 0, MEBIBYTE), 0, 'its last page is in memory, its first is not');
    readSync(file, Buffer.alloc(MEBIBYTE), 0, MEBIBYTE, 0);
    assert.equal(sendfile.send(socket, file, 0, 8192), 8192);
  });

  it('sends no more than a socket takes, and nothing beyond the end of the file', async () => {
    const file = openFile(content);
    const { answer } = await openAnswer();
    answer.writeHead(200);
    const socket = descriptorOfIdle(answer) ?? -1;
    let taken = 0;
    for (let sent = -1; sent !== 0; taken += sent) sent = sendfile.send(socket, file, 0, MEBIBYTE);
    assert(taken > 0 && taken < 64 * MEBIBYTE, `${taken} bytes`);
    assert.equal(sendfile.send(socket, file, MEBIBYTE, 1), 0);
  });

  it('does not leave a connection idle that only the kernel sends on', async () => {
    const file = openFile(content);
    const { answer, listener } = await openAnswer();
    answer.socket?.setTimeout(1_000, () => answer.destroy());
    const portion = 50_000;
    answer.writeHead(200, { 'content-length': 6 * portion });
    const received = listener.then((message) => message.toArray());
    for (let position = 0; position < 6 * portion; position += portion) {
      assert.equal(sendfile.send(descriptorOfIdle(answer) ?? -1, file, position, portion), portion);
      await sleep(300);
    }
    answer.end();
    assert.equal(Buffer.concat(await received).length, 6 * portion);
  });

  it('has no descriptor for an answer that cannot go out directly', async () => {
    assert.equal(descriptorOfIdle(new PassThrough()), null);
    const { answer, listener } = await openAnswer();
    answer.writeHead(200, { 'content-length': 64 * MEBIBYTE });
    assert(descriptorOfIdle(answer) !== null);
    answer.write(Buffer.alloc(63 * MEBIBYTE));
    assert.equal(descriptorOfIdle(answer), null, 'something is still waiting in front');
    (await listener).destroy();
    await once(answer, 'close');
    assert.equal(descriptorOfIdle(answer), null, 'nobody is there any more');
  });

  it('has no descriptor for an answer that waits behind another', async () => {
    const answers: ServerResponse[] = [];
    const both = Promise.withResolvers<void>();
    const server = createServer((_request, response) => {
      answers.push(response);
      if (answers.length === 2) both.resolve();
    });
    const address = new URL(await listen(server));
    const socket = connect(Number(address.port), address.hostname);
    cleanups.push(() => {
      socket.destroy();
      server.close();
    });
    socket.write('GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n\r\n');
    await both.promise;
    const [first, second] = answers;
    assert(first && second);
    assert(descriptorOfIdle(first) !== null);
    assert.equal(descriptorOfIdle(second), null);
  });
});
