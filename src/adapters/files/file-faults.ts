const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);

/** Whether the file system said that there is no such file. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(String(codeOf(error)));
}

/** Whether the file system said that there is such a file already. */
export function isThere(error: unknown): boolean {
  return codeOf(error) === 'EEXIST';
}
