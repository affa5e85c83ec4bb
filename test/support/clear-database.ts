import type Database from 'better-sqlite3';
import type { Client, Pool } from 'pg';

type Entry = { name: string; type: string };

/** Deletes every row, past the triggers and foreign keys that would object. */
export function clearSqlite(database: Database.Database): void {
  const triggers = database.prepare<[], { name: string; sql: string }>(`select name, sql from sqlite_master where type = 'trigger'`).all();
  const tables = database
    .prepare<[], Entry>(
      `select name, type from pragma_table_list
       where schema = 'main' and type in ('table', 'virtual') and name not like 'sqlite_%' and name <> 'mikro_orm_migrations'
       order by type desc`,
    )
    .all();
  database.pragma('foreign_keys = OFF');
  database.transaction(() => {
    for (const { name } of triggers) database.exec(`drop trigger "${name}"`);
    for (const { name } of tables) database.exec(`delete from "${name}"`);
    for (const { sql } of triggers) database.exec(sql);
  })();
  database.pragma('foreign_keys = ON');
}

const EMPTY_EVERY_TABLE = `
  do $$ declare found record; begin
    set local session_replication_role = replica;
    for found in select schemaname, tablename from pg_tables
      where (schemaname = 'public' and tablename <> 'mikro_orm_migrations') or (schemaname = 'pgboss' and tablename = 'job')
    loop execute format('delete from %I.%I', found.schemaname, found.tablename); end loop;
  end $$`;

/** Deletes every row, past the triggers and foreign keys that would object: faster than truncating tables that are mostly empty. */
export async function clearPostgres(connection: Client | Pool): Promise<void> {
  await connection.query(EMPTY_EVERY_TABLE);
}
