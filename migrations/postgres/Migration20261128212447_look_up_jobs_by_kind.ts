import { Migration } from '@mikro-orm/migrations';

export class Migration20261128212447_look_up_jobs_by_kind extends Migration {
  override name = 'Migration20261128212447_look_up_jobs_by_kind';

  override up(): void | Promise<void> {
    this.addSql(`drop index "jobs_state_run_at_index";`);
    this.addSql(`create index "jobs_state_name_run_at_id_index" on "jobs" ("state", "name", "run_at", "id");`);

    this.addSql(`create index "disputes_order_id_index" on "disputes" ("order_id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "disputes_order_id_index";`);

    this.addSql(`drop index "jobs_state_name_run_at_id_index";`);
    this.addSql(`create index "jobs_state_run_at_index" on "jobs" ("state", "run_at");`);
  }
}
