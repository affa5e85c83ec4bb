import type { FieldFault } from '#domain/shared/domain-error.ts';
import { pointerTo } from './pointer.ts';

/** The query as flat text; a repeated name becomes an array, which no scalar accepts. */
export function readQuery(url: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  const start = url.indexOf('?');
  if (start === -1) return query;
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    const earlier = query[name];
    query[name] = earlier === undefined ? value : Array.isArray(earlier) ? [...earlier, value] : [earlier, value];
  }
  return query;
}

/** No database holds a NUL in text. */
export function queryFaults(query: Record<string, string | string[]>): FieldFault[] {
  return Object.entries(query)
    .filter(([name, value]) => [name, value].flat().some((text) => text.includes('\0')))
    .map(([name]) => ({ pointer: pointerTo([name]), detail: 'must not hold a NUL' }));
}
