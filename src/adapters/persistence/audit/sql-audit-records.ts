import type { AuditFilter, AuditRecord, AuditRecords, AuditValues } from '#application/audit/ports.ts';
import type { Page, PageRequest } from '#application/shared/page.ts';
import { listNewestFirst } from '../list-newest-first.ts';
import type { SqlReader } from '../sql-reader.ts';
import type { SqlRow } from '../sql-statement.ts';
import { orNull, readDate, readText } from '../sql-values.ts';

type Deps = { reader: SqlReader };

export class SqlAuditRecords implements AuditRecords {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  list({ actorId, subject, action }: AuditFilter, page: PageRequest): Promise<Page<AuditRecord>> {
    const filters = { actor_id: actorId, subject, action };
    return listNewestFirst(this.#deps.reader, { from: 'audit_log', columns: '*', sort: 'happened_at', filters }, page, toRecord);
  }
}

function toRecord(row: SqlRow): AuditRecord {
  return {
    id: readText(row, 'id'),
    actorId: orNull(readText, row, 'actor_id'),
    action: readText(row, 'action'),
    subject: orNull(readText, row, 'subject'),
    before: orNull(readValues, row, 'old_values'),
    after: orNull(readValues, row, 'new_values'),
    ip: orNull(readText, row, 'ip'),
    at: readDate(row, 'happened_at'),
  };
}

function readValues(row: SqlRow, column: string): AuditValues {
  return JSON.parse(readText(row, column));
}
