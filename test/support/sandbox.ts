import { SandboxBooks } from '#adapters/payments/sandbox/sandbox-books.ts';
import { SandboxControl } from '#adapters/payments/sandbox/sandbox-control.ts';
import { SandboxPaymentProvider } from '#adapters/payments/sandbox/sandbox-payment-provider.ts';
import { SandboxWebhooks } from '#adapters/payments/sandbox/sandbox-webhooks.ts';
import { RecordedLog } from './http-server.ts';

export const sandboxSecret = 'the secret of the sandbox';

type Settings = { url: () => string; path?: string; delayMs?: number; lateMs?: number; retryAfterMs?: readonly number[]; now?: () => Date };

/** The sandbox as the product puts it together, with its webhooks going to `url`. */
export function openSandbox({ path = ':memory:', delayMs = 0, now = () => new Date(), ...settings }: Settings) {
  const clock = { now };
  const log = new RecordedLog();
  const books = new SandboxBooks(path);
  const webhooks = new SandboxWebhooks({ secret: sandboxSecret, delayMs, clock, log, ...settings });
  return {
    log,
    webhooks,
    control: new SandboxControl({ books, webhooks }),
    provider: new SandboxPaymentProvider({ books, secret: sandboxSecret, payUrl: (id) => `http://veza.test/pay/${id}`, clock }),
    close: async () => {
      await webhooks.stop();
      books.close();
    },
  };
}
