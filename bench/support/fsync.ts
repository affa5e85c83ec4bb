import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';

const FSYNC_MS = 1_000;

/** Writes of 4 KiB at one place, each made durable by fdatasync, as a database's log does at its best. */
export function fsyncsPerSecond(path: string): number {
  const file = openSync(path, 'w');
  const block = Buffer.alloc(4096, 1);
  const begun = performance.now();
  let count = 0;
  while (performance.now() - begun < FSYNC_MS) {
    writeSync(file, block, 0, block.length, 0);
    fdatasyncSync(file);
    count += 1;
  }
  closeSync(file);
  return count / ((performance.now() - begun) / 1000);
}
