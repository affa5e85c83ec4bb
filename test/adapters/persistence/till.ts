import { defineEntity, p } from '@mikro-orm/core';
import { MoneyMapping } from '#adapters/persistence/money.mapping.ts';
import { Money } from '#domain/shared/money.ts';

/** The smallest thing with everything that a unit of work must carry: an id, an amount, a status and a version. */
export class Till {
  readonly id: string;
  private _content: Money;
  private _status = 'open';

  constructor(id: string, content: Money) {
    this.id = id;
    this._content = content;
  }

  get content(): Money {
    return this._content;
  }

  get status(): string {
    return this._status;
  }

  close(): void {
    this._status = 'closed';
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
    status: p.string().length(16).default('open').accessor('_status'),
    version: p.integer().version(),
  },
});
