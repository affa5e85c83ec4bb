import { requestContext } from '#adapters/logging/request-context.ts';
import type { AuditEntry, AuditLog, AuditValues } from '#application/audit/ports.ts';
import type { Ids } from '#application/shared/ports.ts';
import type { SqlWriter } from '../sql-writer.ts';

type Deps = { writer: SqlWriter; ids: Ids };

const jsonOf = (values: AuditValues | null): string | null => values && JSON.stringify(values);

export class SqlAuditLog implements AuditLog {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async append({ actorId, action, subject, before, after, at }: AuditEntry): Promise<void> {
    const { writer, ids } = this.#deps;
    const ip = requestContext.getStore()?.ip ?? null;
    await writer.run(
      `insert into audit_log (id, actor_id, action, subject, old_values, new_values, ip, happened_at)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
      [ids.next(), actorId, action, subject, jsonOf(before), jsonOf(after), ip, at],
    );
  }
}
