import { resolve } from 'node:path';
import { SandboxBooks } from '#adapters/payments/sandbox/sandbox-books.ts';
import { SandboxControl } from '#adapters/payments/sandbox/sandbox-control.ts';
import { SandboxPaymentProvider } from '#adapters/payments/sandbox/sandbox-payment-provider.ts';
import { SandboxWebhooks } from '#adapters/payments/sandbox/sandbox-webhooks.ts';
import type { Clock, Log } from '#application/shared/ports.ts';
import type { Config } from './config.ts';
import type { OwnAddress } from './own-address.ts';

type Deps = { clock: Clock; log: Log; ownAddress: OwnAddress };

/** The sandbox with everything that belongs to it. */
export class Sandbox {
  readonly provider: SandboxPaymentProvider;
  readonly control: SandboxControl;
  readonly #webhooks: SandboxWebhooks;
  readonly #books: SandboxBooks;

  constructor(config: Config, { clock, log, ownAddress }: Deps) {
    const secret = config.secrets.sandboxWebhookSecret;
    const isMemory = config.database.dialect === 'sqlite' && config.database.path === ':memory:';
    const books = new SandboxBooks(isMemory ? ':memory:' : resolve(config.dataDir, 'sandbox.sqlite'));
    const payUrl = (paymentId: string) => `${config.PUBLIC_URL}/api/v1/sandbox/payments/${paymentId}`;
    const url = () => `${ownAddress.url}/api/v1/webhooks/sandbox`;
    this.#books = books;
    this.#webhooks = new SandboxWebhooks({ url, secret, delayMs: config.SANDBOX_WEBHOOK_DELAY_MS, clock, log });
    this.provider = new SandboxPaymentProvider({ books, secret, payUrl, clock });
    this.control = new SandboxControl({ books, webhooks: this.#webhooks });
  }

  async close(): Promise<void> {
    await this.#webhooks.stop();
    this.#books.close();
  }
}
