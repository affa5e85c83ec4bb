import type { Sessions } from '#application/identity/ports.ts';
import type { RefreshToken } from '#domain/identity/refresh-token.ts';
import type { Session } from '#domain/identity/session.ts';
import type { AmbientTransaction } from '../ambient-transaction.ts';
import { EntityTable } from '../entity-table.ts';
import { RefreshTokenMapping } from './refresh-token.mapping.ts';
import { SessionMapping } from './session.mapping.ts';

export class SqlSessions implements Sessions {
  readonly #sessions: EntityTable<Session>;
  readonly #tokens: EntityTable<RefreshToken>;

  constructor({ ambient }: { ambient: AmbientTransaction }) {
    this.#sessions = new EntityTable(ambient, SessionMapping);
    this.#tokens = new EntityTable(ambient, RefreshTokenMapping);
  }

  add(session: Session): Promise<void> {
    return this.#sessions.add(session);
  }

  addToken(token: RefreshToken): Promise<void> {
    return this.#tokens.add(token);
  }

  findForUpdate(id: string): Promise<Session | null> {
    return this.#sessions.firstForUpdate('id = ?', [id]);
  }

  findTokenForUpdate(digest: string): Promise<RefreshToken | null> {
    return this.#tokens.firstForUpdate('digest = ?', [digest]);
  }
}
