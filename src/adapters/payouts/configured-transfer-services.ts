import { type TransferService, type TransferServiceName, TransferServices } from '#application/payouts/transfer-service.ts';

export class ConfiguredTransferServices extends TransferServices {
  readonly #current: TransferServiceName | 'none';
  readonly #services: ReadonlyMap<string, TransferService>;

  /** `services` are all that can be reached: a transfer is taken back where it was made, whatever is current. */
  constructor({ current, services }: { current: TransferServiceName | 'none'; services: readonly TransferService[] }) {
    super();
    this.#current = current;
    this.#services = new Map(services.map((service) => [service.name, service]));
    if (current !== 'none' && !this.#services.has(current)) throw new Error(`transfer service ${current} is not configured`);
  }

  current(): TransferService | null {
    return this.#services.get(this.#current) ?? null;
  }

  named(name: string): TransferService | null {
    return this.#services.get(name) ?? null;
  }
}
