import { Migration } from '@mikro-orm/migrations';

export class Migration20261129015618_leave_out_what_was_reversed_elsewhere extends Migration {
  override name = 'Migration20261129015618_leave_out_what_was_reversed_elsewhere';

  override up(): void | Promise<void> {
    this.addSql(`alter table "reversals" add "reversed_elsewhere" bigint not null default '0';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "reversals" drop column "reversed_elsewhere";`);
  }
}
