import { join } from 'node:path';
import { BenchProduct } from '../support/product.ts';
import { uploadWav } from './upload-wav.ts';

export type LongTrack = { product: BenchProduct; url: string; file: string; size: number };

/**
 * The product with a public track of 2 GiB, uploaded as any other. `url` is where it is listened to, `file` where it lies. It
 * writes no line for each request: nor do those that it is compared with.
 */
export async function withLongTrack<T>(measure: (track: LongTrack) => Promise<T>): Promise<T> {
  const size = 2 * 1024 ** 3;
  const product = await BenchProduct.start({ MAX_UPLOAD_BYTES: String(size), LOG_LEVEL: 'warn' });
  try {
    const { token, userId } = await product.creator('singer');
    const { id } = await uploadWav(product.url, token, size);
    const file = join(product.dataDir, 'media/tracks', userId, `${id}.wav`);
    return await measure({ product, url: `${product.url}/api/v1/tracks/${id}/stream`, file, size });
  } finally {
    await product.stop();
  }
}
