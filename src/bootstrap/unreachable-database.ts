import type { DatabaseConfig } from '#adapters/persistence/open-orm.ts';
import { GivenUp } from './given-up.ts';
import { reasonOf } from './reason-of.ts';

/** Where a database is, without the password to it. */
function placeOf(url: string): string {
  const place = new URL(url);
  place.password = '';
  place.search = '';
  return place.href;
}

/** A database that did not answer, with what to look at. */
export class UnreachableDatabase extends GivenUp {
  constructor(database: DatabaseConfig, cause: unknown) {
    const why = reasonOf(cause);
    super(
      database.dialect === 'sqlite'
        ? `the database ${database.path} cannot be opened (${why}): see that DATABASE_URL names a SQLite file that this user may write`
        : `the database ${placeOf(database.url)} cannot be reached (${why}): see that PostgreSQL runs there, that the database exists and that DATABASE_URL is right`,
      { cause },
    );
  }
}
