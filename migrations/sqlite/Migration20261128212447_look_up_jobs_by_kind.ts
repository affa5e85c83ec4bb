import { Migration } from '@mikro-orm/migrations';

export class Migration20261128212447_look_up_jobs_by_kind extends Migration {
  override name = 'Migration20261128212447_look_up_jobs_by_kind';

  override up(): void | Promise<void> {
    this.addSql(`drop index \`jobs_state_run_at_index\`;`);
    this.addSql(`create index \`jobs_state_name_run_at_id_index\` on \`jobs\` (\`state\`, \`name\`, \`run_at\`, \`id\`);`);

    this.addSql(`drop index \`ledger_entries_transaction_id_index\`;`);

    this.addSql(`drop index \`licences_order_id_index\`;`);

    this.addSql(`drop index \`order_checks_order_id_index\`;`);

    this.addSql(`drop index \`refund_checks_refund_id_index\`;`);

    this.addSql(`drop index \`reversals_transfer_id_index\`;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index \`jobs_state_name_run_at_id_index\`;`);
    this.addSql(`create index \`jobs_state_run_at_index\` on \`jobs\` (\`state\`, \`run_at\`);`);

    this.addSql(`create index \`ledger_entries_transaction_id_index\` on \`ledger_entries\` (\`transaction_id\`);`);

    this.addSql(`create index \`licences_order_id_index\` on \`licences\` (\`order_id\`);`);

    this.addSql(`create index \`order_checks_order_id_index\` on \`order_checks\` (\`order_id\`);`);

    this.addSql(`create index \`refund_checks_refund_id_index\` on \`refund_checks\` (\`refund_id\`);`);

    this.addSql(`create index \`reversals_transfer_id_index\` on \`reversals\` (\`transfer_id\`);`);
  }
}
