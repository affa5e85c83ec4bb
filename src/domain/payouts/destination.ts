/** Where a transfer goes, and the group by which the provider can be asked for it. Frozen with the first attempt. */
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
