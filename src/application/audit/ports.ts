import type { Page, PageRequest } from '#application/shared/page.ts';

export type AuditValues = { [field: string]: string | number | boolean | null };

/** `subject` is `<noun>:<id>`; `action` is `<noun>.<what happened>`. `actorId` is null for whoever was not logged in. */
export type AuditEntry = {
  actorId: string | null;
  action: string;
  subject: string | null;
  before: AuditValues | null;
  after: AuditValues | null;
  at: Date;
};

export abstract class AuditLog {
  /** Notes where the request under way comes from, too, if there is one. Joins the ambient unit of work. Entries are never changed or deleted; no mail address or secret goes into one. */
  abstract append(entry: AuditEntry): Promise<void>;
}

export type AuditRecord = AuditEntry & { id: string; ip: string | null };
export type AuditFilter = { actorId?: string | undefined; subject?: string | undefined; action?: string | undefined };

export abstract class AuditRecords {
  abstract list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditRecord>>;
}
