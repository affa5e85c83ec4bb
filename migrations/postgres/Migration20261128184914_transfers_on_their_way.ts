import { Migration } from '@mikro-orm/migrations';

export class Migration20261128184914_transfers_on_their_way extends Migration {
  override name = 'Migration20261128184914_transfers_on_their_way';

  override up(): void | Promise<void> {
    this.addSql(`create index "transfers_in_flight_index" on "transfers" ("seller_id") where sent is not null and completed_at is null;`);
    this.addSql(`create index "transfers_held_index" on "transfers" ("seller_id") where held_at is not null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "transfers_in_flight_index";`);
    this.addSql(`drop index "transfers_held_index";`);
  }
}
