import { posix } from 'node:path';

const importPatterns = [
  /(?:^|[;}\s])(?:import|export)\s(?:[^'"`;()=]*?\sfrom\s)?\s*['"]([^'"]+)['"]/g,
  /\bimport\s*\(\s*['"`]([^'"`]+)['"`]/g,
  /\bimport\.meta\.resolve\(\s*['"`]([^'"`]+)['"`]/g,
];

export function importsOf(code: string): string[] {
  return importPatterns.flatMap((pattern) => [...code.matchAll(pattern)].map(([, target = '']) => target));
}

/** Where an import leads: a path from the root of the repository, or the name of a library. */
export function placeOf(path: string, target: string): string {
  if (target.startsWith('#test/')) return `test/${target.slice('#test/'.length)}`;
  if (target.startsWith('#')) return `src/${target.slice(1)}`;
  return target.startsWith('.') ? posix.join(posix.dirname(path), target) : target;
}
