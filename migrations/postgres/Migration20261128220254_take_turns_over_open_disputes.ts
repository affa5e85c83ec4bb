import { Migration } from '@mikro-orm/migrations';

export class Migration20261128220254_take_turns_over_open_disputes extends Migration {
  override name = 'Migration20261128220254_take_turns_over_open_disputes';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "dispute_checks" ("dispute_id" uuid not null, "checked_at" timestamptz(3) not null, primary key ("dispute_id"));`,
    );

    this.addSql(
      `alter table "dispute_checks" add constraint "dispute_checks_dispute_id_foreign" foreign key ("dispute_id") references "disputes" ("id") on update cascade on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "dispute_checks" cascade;`);
  }
}
