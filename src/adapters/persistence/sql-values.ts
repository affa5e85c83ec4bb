import { Money } from '#domain/shared/money.ts';
import type { SqlRow } from './sql-statement.ts';

/** Taking values out of a raw row, whichever database it came from. Each throws on a column of another type. */
function fault(row: SqlRow, column: string): never {
  throw new TypeError(`column ${column} holds ${row[column] === undefined ? 'nothing: it was not selected' : `a ${typeof row[column]}`}`);
}

export function readText(row: SqlRow, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : fault(row, column);
}

export function readBigInt(row: SqlRow, column: string): bigint {
  const value = row[column];
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'string' ? BigInt(value) : fault(row, column);
}

export function readNumber(row: SqlRow, column: string): number {
  const value = row[column];
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string' ? Number(value) : fault(row, column);
}

export function readBoolean(row: SqlRow, column: string): boolean {
  const value = row[column];
  return typeof value === 'boolean' ? value : readNumber(row, column) !== 0;
}

export function readDate(row: SqlRow, column: string): Date {
  const value = row[column];
  if (value instanceof Date) return value;
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d /.test(value)) return new Date(value);
  return typeof value === 'bigint' || typeof value === 'number' ? new Date(Number(value)) : fault(row, column);
}

/** Money from a pair of columns, `<prefix>_amount` and `<prefix>_currency`. */
export function readMoney(row: SqlRow, prefix: string): Money {
  return Money.of(readBigInt(row, `${prefix}_amount`), readText(row, `${prefix}_currency`));
}

/** The value of a column that may be NULL, read by one of the functions above. */
export function orNull<T>(read: (row: SqlRow, column: string) => T, row: SqlRow, column: string): T | null {
  return row[column] === null ? null : read(row, column);
}

/** One of the states or kinds that the domain knows. */
export function readMember<Member extends string>(members: readonly Member[], row: SqlRow, column: string): Member {
  return members.find((member) => member === row[column]) ?? fault(row, column);
}
