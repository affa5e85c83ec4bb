import { Migration } from '@mikro-orm/migrations';

export class Migration20261128192002_append_only_audit_log extends Migration {
  override name = 'Migration20261128192002_append_only_audit_log';

  override up(): void | Promise<void> {
    this.addSql(`create index \`audit_log_happened_at_id_index\` on \`audit_log\` (\`happened_at\`, \`id\`);`);
    this.addSql(
      `create trigger \`audit_log_append_only_update\` BEFORE UPDATE on \`audit_log\` for each ROW begin select raise(abort, 'the audit log only grows'); end;`,
    );
    this.addSql(
      `create trigger \`audit_log_append_only_delete\` BEFORE DELETE on \`audit_log\` for each ROW begin select raise(abort, 'the audit log only grows'); end;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index \`audit_log_happened_at_id_index\`;`);
    this.addSql(`drop trigger if exists \`audit_log_append_only_update\`;`);
    this.addSql(`drop trigger if exists \`audit_log_append_only_delete\`;`);
  }
}
