import type { SqlWriter } from '../persistence/sql-writer.ts';

/** For pg-boss: its statements become part of the ambient unit of work. */
export const inUnitOfWork = (writer: SqlWriter) => ({
  executeSql: (text: string, values: unknown[] = []) => writer.native(text, values),
});
