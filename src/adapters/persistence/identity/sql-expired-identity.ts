import type { ExpiredIdentity } from '#application/identity/ports.ts';
import type { SqlWriter } from '../sql-writer.ts';

export class SqlExpiredIdentity implements ExpiredIdentity {
  readonly #writer: SqlWriter;

  constructor(deps: { writer: SqlWriter }) {
    this.#writer = deps.writer;
  }

  async forgetRegistrations(expiredBefore: Date): Promise<number> {
    return (await this.#writer.run('delete from registrations where expires_at < ?', [expiredBefore])).changes;
  }

  async forgetSessions(expiredBefore: Date): Promise<number> {
    await this.#writer.run('delete from refresh_tokens where session_id in (select id from sessions where expires_at < ?)', [
      expiredBefore,
    ]);
    return (await this.#writer.run('delete from sessions where expires_at < ?', [expiredBefore])).changes;
  }
}
