import { accessSync, chmodSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isThere } from './file-faults.ts';
import { makeDirectory } from './make-directory.ts';

const OTHERS = 0o007;

/**
 * Makes a SQLite file for its owner alone, or takes one that is there away from everybody else, with what SQLite lays beside it.
 * One that is there is never opened: to close it again would end the locks that this process has on it.
 */
export function makePrivate(path: string): void {
  makeDirectory(dirname(resolve(path)));
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!isThere(error)) throw error;
  }
  for (const file of [path, `${path}-wal`, `${path}-shm`]) closeToOthers(file);
  accessSync(path, constants.R_OK | constants.W_OK);
}

function closeToOthers(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile() || (found.mode & OTHERS) === 0 || found.uid !== process.geteuid?.()) return;
  chmodSync(file, found.mode & ~OTHERS);
}
