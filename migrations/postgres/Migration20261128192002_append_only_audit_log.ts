import { Migration } from '@mikro-orm/migrations';

export class Migration20261128192002_append_only_audit_log extends Migration {
  override name = 'Migration20261128192002_append_only_audit_log';

  override up(): void | Promise<void> {
    this.addSql(`create index "audit_log_happened_at_id_index" on "audit_log" ("happened_at", "id");`);
    this.addSql(
      `create or replace function "audit_log_audit_log_append_only_fn"() returns trigger as $$ begin raise exception 'the audit log only grows'; return new; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "audit_log_append_only" BEFORE UPDATE OR DELETE on "audit_log" for each ROW execute function "audit_log_audit_log_append_only_fn"();`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "audit_log_happened_at_id_index";`);
    this.addSql(`drop trigger if exists "audit_log_append_only" on "audit_log";`);
    this.addSql(`drop function if exists "audit_log_audit_log_append_only_fn"();`);
  }
}
