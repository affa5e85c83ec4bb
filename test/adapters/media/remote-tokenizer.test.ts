import assert from 'node:assert/strict';
import { BufferSizeError, EndOfStreamError } from 'strtok3';
import { RemoteTokenizer } from '#adapters/media/remote-tokenizer.ts';

const MEGABYTE = 2 ** 20;

describe('reading a file in windows', () => {
  const asked: number[] = [];
  const tokenizer = () =>
    new RemoteTokenizer(1000 * MEGABYTE, async (_, length) => {
      asked.push(length);
      return new Uint8Array(length);
    });
  const bytes = (length: number) => ({ len: length, get: (array: Uint8Array) => array.length });

  it('asks for little at a time, however much is wanted', async () => {
    assert.equal(await tokenizer().readToken(bytes(3 * MEGABYTE)), 3 * MEGABYTE);
    assert(asked.length > 1 && asked.every((length) => length <= MEGABYTE));
  });

  it('refuses to read as much at once as no honest file wants', async () => {
    await assert.rejects(tokenizer().readToken(bytes(33 * MEGABYTE)), BufferSizeError);
  });

  it('ends where the file ends', async () => {
    const short = new RemoteTokenizer(2, async () => new Uint8Array(2));
    await assert.rejects(short.readToken(bytes(3)), EndOfStreamError);
  });
});
