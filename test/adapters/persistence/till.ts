import { defineEntity, p } from '@mikro-orm/core';
import { MoneyMapping } from '#adapters/persistence/money.mapping.ts';
import { Money } from '#domain/shared/money.ts';

/** The smallest thing with everything that a unit of work must carry: an id, an amount and a version. */
export class Till {
  readonly id: string;
  private _content: Money;

  constructor(id: string, content: Money) {
    this.id = id;
    this._content = content;
  }

  get content(): Money {
    return this._content;
  }

  add(amount: bigint): void {
    this._content = Money.of(this._content.amount + amount, this._content.currency);
  }
}

export const TillMapping = defineEntity({
  class: Till,
  tableName: 'tills',
  properties: {
    id: p.string().length(36).primary(),
    content: () => p.embedded(MoneyMapping).accessor('_content'),
    version: p.integer().version(),
  },
});
