import { Migration } from '@mikro-orm/migrations';

export class Migration20261128192216_disputes_lost_again extends Migration {
  override name = 'Migration20261128192216_disputes_lost_again';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "disputes" add "losses" int not null default 0, add "fee_amount" bigint null, add "fee_currency" varchar(3) null;`,
    );
    // Counted as lost once, so that the next loss takes no key that a first one has.
    this.addSql(`update disputes set losses = 1 where status in ('lost', 'won');`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "disputes" drop column "losses", drop column "fee_amount", drop column "fee_currency";`);
  }
}
