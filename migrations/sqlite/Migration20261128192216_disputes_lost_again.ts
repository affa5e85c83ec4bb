import { Migration } from '@mikro-orm/migrations';

export class Migration20261128192216_disputes_lost_again extends Migration {
  override name = 'Migration20261128192216_disputes_lost_again';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`disputes\` add column \`losses\` integer not null default 0;`);
    this.addSql(`alter table \`disputes\` add column \`fee_amount\` bigint null;`);
    this.addSql(`alter table \`disputes\` add column \`fee_currency\` text null;`);
    // Counted as lost once, so that the next loss takes no key that a first one has.
    this.addSql(`update disputes set losses = 1 where status in ('lost', 'won');`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`disputes\` drop column \`losses\`;`);
    this.addSql(`alter table \`disputes\` drop column \`fee_amount\`;`);
    this.addSql(`alter table \`disputes\` drop column \`fee_currency\`;`);
  }
}
