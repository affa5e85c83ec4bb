import assert from 'node:assert/strict';
import { ChunkPool } from '#adapters/storage/chunk-pool.ts';

describe('lending buffers', () => {
  it('uses a buffer again', () => {
    const pool = new ChunkPool();
    const chunk = pool.take(1_000_000);
    pool.give(chunk);
    assert.equal(pool.take(1_000_000), chunk);
  });

  it('never lends one buffer twice', () => {
    const pool = new ChunkPool();
    const lent = Array.from({ length: 300 }, () => pool.take(1_000_000));
    assert.equal(new Set(lent).size, 300);
  });

  it('lends small buffers for small reads, and when too many large ones are out', () => {
    const pool = new ChunkPool();
    assert.equal(pool.take(1000).length, 32 * 1024);
    const lent = Array.from({ length: 1000 }, () => pool.take(1_000_000));
    const bytes = lent.reduce((sum, chunk) => sum + chunk.length, 0);
    assert(bytes < 64 * 1024 * 1024, `${bytes} bytes are lent to 1000 listeners`);
    for (const chunk of lent) pool.lose(chunk);
    assert.equal(pool.take(1_000_000).length, 256 * 1024);
  });
});
