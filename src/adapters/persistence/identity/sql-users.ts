import type { Users } from '#application/identity/ports.ts';
import type { User } from '#domain/identity/user.ts';
import type { AmbientTransaction } from '../ambient-transaction.ts';
import { EntityTable } from '../entity-table.ts';
import { UserMapping } from './user.mapping.ts';

export class SqlUsers implements Users {
  readonly #users: EntityTable<User>;

  constructor({ ambient }: { ambient: AmbientTransaction }) {
    this.#users = new EntityTable(ambient, UserMapping);
  }

  add(user: User): Promise<void> {
    return this.#users.add(user);
  }

  find(id: string): Promise<User | null> {
    return this.#users.first('id = ?', [id]);
  }

  findByEmail(email: string): Promise<User | null> {
    return this.#users.first('email = ?', [email]);
  }

  findByUsernameKey(usernameKey: string): Promise<User | null> {
    return this.#users.first('username_key = ?', [usernameKey]);
  }
}
