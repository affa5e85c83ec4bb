import { StaleState, Unavailable } from '#application/shared/errors.ts';

/** PostgreSQL: serialisation failure, deadlock. SQLite: a second process holds the file. */
const passing: readonly unknown[] = ['40001', '40P01', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_BUSY_RECOVERY'];
/** A unique key or a primary key that is taken. */
const taken: readonly unknown[] = ['23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'];
/** Connections that cannot be made or are lost (class 08, and Node's own), a server that stops, starts or has no more of them. */
const away = /^(?:08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** What the driver says without a code. */
const lost = /^(?:Connection terminated|timeout exceeded when trying to connect|Client .* is not queryable)/;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);

/** A fault that is gone when the same is tried again. */
export function isPassing(error: unknown): boolean {
  return passing.includes(codeOf(error));
}

function isAway(error: unknown): boolean {
  const code = codeOf(error);
  return typeof code === 'string' ? away.test(code) : error instanceof Error && lost.test(error.message);
}

/** The error to throw for one of the database: somebody else was first, the database is away, or the error itself. */
export function translated(error: unknown): unknown {
  if (taken.includes(codeOf(error))) return new StaleState('someone else changed this first: read it again', { cause: error });
  return isAway(error) ? new Unavailable(error) : error;
}
