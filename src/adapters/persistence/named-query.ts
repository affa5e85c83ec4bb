import { hash } from 'node:crypto';
import type { QueryConfig } from 'pg';
import type { SqlValue } from './sql-statement.ts';

const MOST_NAMED = 1_000;
const named = new Map<string, { name: string; text: string }>();

/**
 * For PostgreSQL, under a name by which each connection prepares the statement once. It is made from the text: where a pooler lends
 * one connection to several processes, no name stands for two statements.
 */
export function namedQuery(sql: string, parameters: readonly SqlValue[]): QueryConfig {
  return { ...statementOf(sql), values: parameters.map(toPostgres) };
}

function statementOf(sql: string): { name?: string; text: string } {
  const known = named.get(sql);
  if (known) return known;
  const text = numbered(sql);
  if (named.size >= MOST_NAMED) return { text };
  const made = { name: hash('sha256', text, 'base64url'), text };
  named.set(sql, made);
  return made;
}

/** Statements are written with `?`; PostgreSQL wants `$1`, `$2`, … */
function numbered(sql: string): string {
  let position = 0;
  return sql.replaceAll('?', () => `$${++position}`);
}

const toPostgres = (value: SqlValue) => (typeof value === 'bigint' ? String(value) : value);
