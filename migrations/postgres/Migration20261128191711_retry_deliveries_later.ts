import { Migration } from '@mikro-orm/migrations';

export class Migration20261128191711_retry_deliveries_later extends Migration {
  override name = 'Migration20261128191711_retry_deliveries_later';

  override up(): void | Promise<void> {
    this.addSql(`alter table "webhook_deliveries" add "next_try_at" timestamptz(3) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "webhook_deliveries" drop column "next_try_at";`);
  }
}
