import type { FieldFault } from '#domain/shared/domain-error.ts';
import { pointerTo } from './pointer.ts';

export type Query = { values: Record<string, string | string[]>; faults: FieldFault[] };

/** The query as flat text. A repeated name becomes an array, which no scalar accepts; what no database can hold is a fault. */
export function readQuery(url: string): Query {
  const query: Query = { values: {}, faults: [] };
  const start = url.indexOf('?');
  if (start === -1) return query;
  for (const pair of url.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decoded(equals === -1 ? pair : pair.slice(0, equals));
    const value = decoded(equals === -1 ? '' : pair.slice(equals + 1));
    if (name === null || name === '__proto__') query.faults.push({ pointer: '', detail: 'has a parameter with an impossible name' });
    else if (value === null) query.faults.push({ pointer: pointerTo([name]), detail: 'must be percent-encoded UTF-8 without a NUL' });
    else add(query.values, name, value);
  }
  return query;
}

function add(values: Query['values'], name: string, value: string): void {
  const earlier = Object.hasOwn(values, name) ? values[name] : undefined;
  values[name] = earlier === undefined ? value : [earlier, value].flat();
}

function decoded(text: string): string | null {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    const plain = decodeURIComponent(spaced);
    return plain.includes('\0') ? null : plain;
  } catch {
    return null;
  }
}
