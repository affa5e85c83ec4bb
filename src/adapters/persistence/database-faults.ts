import { StaleState } from '#application/shared/errors.ts';

/** PostgreSQL: serialisation failure, deadlock. SQLite: a second process holds the file. */
const passing: readonly unknown[] = ['40001', '40P01', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'];
/** A unique key or a primary key that is taken. */
const taken: readonly unknown[] = ['23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'];

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);

/** A fault that is gone when the same is tried again. */
export function isPassing(error: unknown): boolean {
  return passing.includes(codeOf(error));
}

/** The error to throw for one of the database: somebody else was first, or the error itself. */
export function translated(error: unknown): unknown {
  return taken.includes(codeOf(error)) ? new StaleState('someone else changed this first: read it again', { cause: error }) : error;
}
