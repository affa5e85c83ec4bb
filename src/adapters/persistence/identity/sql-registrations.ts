import type { Registrations } from '#application/identity/ports.ts';
import type { Registration } from '#domain/identity/registration.ts';
import type { AmbientTransaction } from '../ambient-transaction.ts';
import { EntityTable } from '../entity-table.ts';
import { RegistrationMapping } from './registration.mapping.ts';

export class SqlRegistrations implements Registrations {
  readonly #registrations: EntityTable<Registration>;

  constructor({ ambient }: { ambient: AmbientTransaction }) {
    this.#registrations = new EntityTable(ambient, RegistrationMapping);
  }

  add(registration: Registration): Promise<void> {
    return this.#registrations.add(registration);
  }

  findForUpdate(tokenDigest: string): Promise<Registration | null> {
    return this.#registrations.firstForUpdate('token_digest = ?', [tokenDigest]);
  }

  async findOpen(email: string, at: Date): Promise<Registration | null> {
    const found = await this.#registrations.all('email = ? and expires_at > ? order by created_at desc', [email, at]);
    return found.find(({ verifiedAt }) => verifiedAt === null) ?? null;
  }

  countSince(email: string, since: Date): Promise<number> {
    return this.#registrations.count('email = ? and created_at > ?', [email, since]);
  }
}
