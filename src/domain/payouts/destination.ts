import type { Money } from '#domain/shared/money.ts';

/** What is sent where: frozen by the first attempt, so that every repeat sends the same bytes. */
export type TransferIntent = Destination & { amount: Money };

/** Where a transfer goes, and the group by which the provider can be asked for it. */
export class Destination {
  readonly provider: string;
  readonly accountId: string;
  readonly transferGroup: string;

  constructor({ provider, accountId, transferGroup }: { provider: string; accountId: string; transferGroup: string }) {
    this.provider = provider;
    this.accountId = accountId;
    this.transferGroup = transferGroup;
  }
}
