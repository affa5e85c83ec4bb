import { uploadWav } from './streaming/upload-wav.ts';
import type { Figure } from './support/figures.ts';
import { BenchProduct } from './support/product.ts';

const ROUNDS = 3;
const SMALL = 1_000_000;
const LARGE = 500_000_000;
const MIB = 1024 ** 2;

/** What 500 MB cost the process in memory, as a share of those bytes. */
export async function benchUploads(): Promise<Figure[]> {
  const shares: number[] = [];
  const details: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const product = await BenchProduct.start();
    try {
      const { token } = await product.creator('singer');
      await uploadWav(product.url, token, SMALL);
      const before = product.process.peakMemory();
      const { seconds } = await uploadWav(product.url, token, LARGE);
      const after = product.process.peakMemory();
      shares.push((after - before) / LARGE);
      details.push(`${(before / MIB).toFixed(0)} to ${(after / MIB).toFixed(0)} MiB at ${(LARGE / seconds / 1e6).toFixed(0)} MB/s`);
    } finally {
      await product.stop();
    }
  }
  return [
    {
      name: 'memory that an upload of 500 MB adds to the peak, as a share of the file',
      ratios: shares,
      goal: 'at most 0.30',
      met: (share) => share <= 0.3,
      detail: `peak from ${details.join(', from ')}`,
    },
  ];
}
