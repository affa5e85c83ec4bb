import { Readable } from 'node:stream';

/** The first bytes of a stream, `count` or all that there are, and a stream of everything, those included. */
export async function firstBytes(content: Readable, count: number): Promise<{ head: Buffer; whole: Readable }> {
  const chunks: AsyncIterator<Buffer> = content[Symbol.asyncIterator]();
  const read: Buffer[] = [];
  for (let size = 0; size < count; ) {
    const next = await chunks.next();
    if (next.done) break;
    read.push(next.value);
    size += next.value.length;
  }
  const rest = { [Symbol.asyncIterator]: () => chunks };
  async function* everything(): AsyncIterable<Buffer> {
    yield* read;
    yield* rest;
  }
  return { head: Buffer.concat(read).subarray(0, count), whole: Readable.from(everything(), { objectMode: false }) };
}
