import { resolve } from 'node:path';
import { SandboxTransferBooks } from '#adapters/payouts/sandbox/sandbox-transfer-books.ts';
import { SandboxTransferControl } from '#adapters/payouts/sandbox/sandbox-transfer-control.ts';
import { SandboxTransferService } from '#adapters/payouts/sandbox/sandbox-transfer-service.ts';
import type { Config } from './config.ts';

/** The sandbox that sellers' money moves in, with everything that belongs to it. */
export class SandboxTransfers {
  readonly service: SandboxTransferService;
  readonly control: SandboxTransferControl;
  readonly #books: SandboxTransferBooks;

  constructor(config: Config) {
    const isMemory = config.database.dialect === 'sqlite' && config.database.path === ':memory:';
    const books = new SandboxTransferBooks(isMemory ? ':memory:' : resolve(config.dataDir, 'sandbox-transfers.sqlite'));
    const onboardingUrl = (accountId: string) => `${config.PUBLIC_URL}/api/v1/sandbox/accounts/${accountId}`;
    this.#books = books;
    this.control = new SandboxTransferControl({ books });
    this.service = new SandboxTransferService({ books, control: this.control, onboarding: config.SANDBOX_ONBOARDING, onboardingUrl });
  }

  close(): void {
    this.#books.close();
  }
}
