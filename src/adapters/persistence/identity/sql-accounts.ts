import type { Accounts, Credentials } from '#application/identity/ports.ts';
import type { UserDetails } from '#application/identity/user-details.ts';
import type { Actor } from '#application/shared/actor.ts';
import { roles } from '#domain/shared/role.ts';
import type { SqlReader } from '../sql-reader.ts';
import { orNull, readDate, readMember, readText } from '../sql-values.ts';

type Deps = { reader: SqlReader };

const CREDENTIALS = `
  select id as user_id, username_key, password_hash, 0 as preference, created_at from users where email = ?
  union all
  select cast(null as uuid), username_key, password_hash, 1, created_at from registrations
  where email = ? and verified_at is null and expires_at > ?
  order by preference, created_at desc limit 1`;

const NAME_HOLDERS = `
  select id from users where username_key = ? and email <> ?
  union all
  select user_id from registrations where username_key = ? and email <> ? and verified_at is null and expires_at > ?
  limit 1`;

const ACTOR = `
  select u.id, u.role from sessions s join users u on u.id = s.user_id
  where s.id = ? and s.status = 'live' and s.expires_at > ?`;

export class SqlAccounts implements Accounts {
  readonly #reader: SqlReader;

  constructor(deps: Deps) {
    this.#reader = deps.reader;
  }

  async credentialsOf(email: string, at: Date): Promise<Credentials | null> {
    const row = await this.#reader.first(CREDENTIALS, [email, email, at]);
    return (
      row && {
        userId: orNull(readText, row, 'user_id'),
        usernameKey: readText(row, 'username_key'),
        passwordHash: readText(row, 'password_hash'),
      }
    );
  }

  async isNameHeld(usernameKey: string, exceptBy: string, at: Date): Promise<boolean> {
    return (await this.#reader.first(NAME_HOLDERS, [usernameKey, exceptBy, usernameKey, exceptBy, at])) !== null;
  }

  async describe(userId: string): Promise<UserDetails | null> {
    const row = await this.#reader.first('select id, email, username, role, email_verified_at, created_at from users where id = ?', [
      userId,
    ]);
    return (
      row && {
        id: readText(row, 'id'),
        email: readText(row, 'email'),
        username: readText(row, 'username'),
        role: readMember(roles, row, 'role'),
        isVerified: row['email_verified_at'] !== null,
        createdAt: readDate(row, 'created_at'),
      }
    );
  }

  async actorOf(sessionId: string, at: Date): Promise<Actor | null> {
    const row = await this.#reader.first(ACTOR, [sessionId, at]);
    return row && { userId: readText(row, 'id'), role: readMember(roles, row, 'role') };
  }
}
