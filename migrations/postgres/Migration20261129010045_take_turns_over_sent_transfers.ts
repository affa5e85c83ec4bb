import { Migration } from '@mikro-orm/migrations';

export class Migration20261129010045_take_turns_over_sent_transfers extends Migration {
  override name = 'Migration20261129010045_take_turns_over_sent_transfers';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "transfer_checks" ("transfer_id" uuid not null, "checked_at" timestamptz(3) not null, "reversed_elsewhere" bigint not null, primary key ("transfer_id"));`,
    );

    this.addSql(`create index "transfers_completed_at_index" on "transfers" ("completed_at");`);

    this.addSql(
      `alter table "transfer_checks" add constraint "transfer_checks_transfer_id_foreign" foreign key ("transfer_id") references "transfers" ("id") on update cascade on delete cascade;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "transfer_checks" cascade;`);

    this.addSql(`drop index "transfers_completed_at_index";`);
  }
}
