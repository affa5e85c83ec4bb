import { Migration } from '@mikro-orm/migrations';

export class Migration20261128191249_answer_location extends Migration {
  override name = 'Migration20261128191249_answer_location';

  override up(): void | Promise<void> {
    this.addSql(`alter table "idempotency_keys" add "answer_location" varchar(255) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "idempotency_keys" drop column "answer_location";`);
  }
}
