import { posix } from 'node:path';
import { importsOf, placeOf } from './imports.ts';

type Imports = ReadonlyMap<string, readonly string[]>;

/** The shortest circle of imports, those of types among them, that each file of the product is part of: each circle once. */
export function circlesIn(codes: ReadonlyMap<string, string>): string[] {
  const paths = [...codes.keys()].filter((path) => path.startsWith('src/'));
  const imports = new Map(paths.map((path) => [path, importsOf(codes.get(path) ?? '').map((target) => placeOf(path, target))]));
  const ways = paths.map((path) => wayBackTo(path, imports)).filter(({ length }) => length > 0);
  const circles = Map.groupBy(ways, (way) => way.toSorted().join());
  return [...circles.values()].flatMap(([circle = []]) => `${circle[0]}: a circle of imports: ${shown(circle)}`);
}

/** The files on the shortest way from a file back to itself, beginning with it; none when there is no way. */
function wayBackTo(path: string, imports: Imports): string[] {
  const reachedFrom = new Map<string, string>();
  const reached = [path];
  for (const place of reached) {
    for (const next of imports.get(place) ?? []) {
      if (next === path) return wayTo(place, reachedFrom);
      if (reachedFrom.has(next)) continue;
      reachedFrom.set(next, place);
      reached.push(next);
    }
  }
  return [];
}

function wayTo(place: string, reachedFrom: ReadonlyMap<string, string>): string[] {
  const before = reachedFrom.get(place);
  return before === undefined ? [place] : [...wayTo(before, reachedFrom), place];
}

const shown = (circle: readonly string[]): string => [...circle, ...circle.slice(0, 1)].map((path) => posix.basename(path)).join(' → ');
