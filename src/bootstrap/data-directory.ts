import { accessSync, constants } from 'node:fs';
import { makeDirectory } from '#adapters/files/make-directory.ts';
import { GivenUp } from './given-up.ts';
import { reasonOf } from './reason-of.ts';

/** What keeps anything from being kept there. */
export function unusable(path: string, cause: unknown): GivenUp {
  return new GivenUp(`DATA_DIR: ${path} cannot be used (${reasonOf(cause)}): name a directory that this user may write to`, { cause });
}

/**
 * Makes the directory that everything is kept in, where it is not there.
 * @throws {GivenUp} when nothing can be kept there.
 */
export function openDataDirectory(path: string): void {
  try {
    makeDirectory(path);
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(path, error);
  }
}
