import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { PassThrough, Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ByteSpan, ObjectSender, Storage } from '#application/media/ports.ts';
import { listen } from '#test/support/listen.ts';

type Harness = { storage: Storage; sender: ObjectSender };

export function behavesLikeObjectSender(open: () => Promise<Harness>): void {
  const bytes = randomBytes(1_500_000);
  const whole = { start: 0, end: bytes.length - 1 };
  let storage: Storage;
  let sender: ObjectSender;
  const servers: Server[] = [];

  beforeEach(async () => {
    ({ storage, sender } = await open());
    await storage.put('a', Readable.from([bytes]), { maxBytes: bytes.length });
  });

  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  const collect = async (span: ByteSpan) => {
    const chunks: Buffer[] = [];
    const target = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(Buffer.from(chunk));
        setImmediate(done);
      },
    });
    assert.equal(await sender.send('a', span, target, () => undefined), true);
    assert.equal(target.writableFinished, true);
    return Buffer.concat(chunks);
  };

  for (const [name, span] of Object.entries({
    'the whole object': whole,
    'the first byte': { start: 0, end: 0 },
    'the last byte': { start: bytes.length - 1, end: bytes.length - 1 },
    'a small span': { start: 70_000, end: 80_000 },
    '256 KiB': { start: 1000, end: 1000 + 256 * 1024 - 1 },
    'a byte more than 256 KiB': { start: 1000, end: 1000 + 256 * 1024 },
  })) {
    it(`sends ${name}`, async () => {
      assert((await collect(span)).equals(bytes.subarray(span.start, span.end + 1)));
    });
  }

  it('begins once, before the first byte', async () => {
    const events: string[] = [];
    const target = new Writable({
      write: (_chunk, _encoding, done) => {
        events.push('bytes');
        done();
      },
    });
    await sender.send('a', { start: 0, end: 9 }, target, () => events.push('begin'));
    assert.deepEqual(events, ['begin', 'bytes']);
  });

  it('says that there is no such object, and writes nothing', async () => {
    const target = new PassThrough();
    assert.equal(await sender.send('gone', { start: 0, end: 9 }, target, assert.fail), false);
    assert.equal(target.writableEnded, false);
  });

  it('fails on an object that ends before its span does', async () => {
    const target = new PassThrough().on('error', () => undefined).resume();
    await assert.rejects(
      sender.send('a', { start: bytes.length - 10, end: bytes.length + 10 }, target, () => undefined),
      /shorter/,
    );
    assert.equal(target.writableFinished, false);
  });

  it('waits for a listener that is not ready', async () => {
    let taken = 0;
    const continuations: (() => void)[] = [];
    const target = new Writable({
      highWaterMark: 1,
      write: (chunk: Buffer, _encoding, done) => {
        taken += chunk.length;
        continuations.push(done);
      },
    });
    const sending = sender.send('a', whole, target, () => undefined);
    for (let round = 0; round < 50; round += 1) await new Promise((resolve) => setImmediate(resolve));
    assert(taken <= 512 * 1024, `${taken} bytes were pushed on a listener that took none`);
    while (!target.writableFinished) {
      continuations.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await sending;
    assert.equal(taken, bytes.length);
  });

  it('comes to an end when the listener goes away in the middle', async () => {
    const ends: Promise<unknown>[] = [];
    const server = createServer((_request, response) => {
      ends.push(sender.send('a', whole, response, () => response.writeHead(200, { 'content-length': bytes.length })));
    });
    servers.push(server);
    const url = await listen(server);
    const request = get(url);
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    await once(answer, 'data');
    request.destroy();
    assert.equal(await ends[0], true);
  });

  it('sends everything in order to a listener that stops and goes on', async () => {
    const long = Buffer.concat(Array.from({ length: 16 }, () => bytes));
    await storage.put('long', Readable.from([long]), { maxBytes: long.length });
    const server = createServer((_request, response) => {
      const span = { start: 0, end: long.length - 1 };
      void sender.send('long', span, response, () => response.writeHead(200, { 'content-length': long.length }));
    });
    servers.push(server);
    const request = get(await listen(server));
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    const received: Buffer[] = [];
    for await (const chunk of answer) {
      if (received.push(chunk) % 64 === 0) await sleep(10);
    }
    assert(Buffer.concat(received).equals(long));
  });

  it('sends to many listeners at once, each its own span', async () => {
    const server = createServer((request, response) => {
      const start = Number(request.url?.slice(1));
      void sender.send('a', { start, end: whole.end }, response, () => response.writeHead(200, { 'content-length': bytes.length - start }));
    });
    servers.push(server);
    const url = await listen(server);
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const received = Buffer.from(await (await fetch(`${url}/${index * 30_000}`)).arrayBuffer());
        assert(received.equals(bytes.subarray(index * 30_000)), `listener ${index} heard something else`);
      }),
    );
  });
}
