import type { OutsideWorld } from '#test/contracts/payment-harness.ts';
import { HyperswitchServer } from '#test/stand-ins/hyperswitch-server.ts';
import { StripeServer } from '#test/stand-ins/stripe-server.ts';
import type { StandInServer, WireRequest } from '#test/stand-ins/wire/stand-in-server.ts';
import { hyperswitchWorld, stripeWorld } from './payment-worlds.ts';

/** A provider's server that the product is configured for, and what happens there. */
export type PayingProvider = {
  name: 'hyperswitch' | 'stripe';
  server: StandInServer;
  world: OutsideWorld;
  environment: Record<string, string>;
  /** What it holds of the buyers' money, in minor units: paid, less what has gone back. */
  held(): number;
  /** The payment that was made last, whether or not we were told. */
  lastPayment(): string;
  lastRefund(): string;
  /** Pays a part, which the buyer of an order cannot do. */
  payOnly(paymentId: string, amount: number): void;
  createsPayment(request: WireRequest): boolean;
  createsRefund(request: WireRequest): boolean;
};

const sum = (amounts: readonly (number | null)[]): number => amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0);
const isPost = (path: string) => (request: WireRequest) => request.method === 'POST' && request.path === path;

async function openHyperswitch(): Promise<PayingProvider> {
  const server = await new HyperswitchServer().start();
  return {
    name: 'hyperswitch',
    server,
    world: hyperswitchWorld(server),
    environment: {
      HYPERSWITCH_URL: server.url,
      HYPERSWITCH_API_KEY: server.apiKey,
      HYPERSWITCH_WEBHOOK_SECRET: server.webhookSecret,
    },
    held: () => {
      const { payments, refunds } = server.truth;
      const back = refunds.filter(({ status }) => status === 'succeeded');
      return sum(payments.map((payment) => payment.amount_received)) - sum(back.map(({ amount }) => amount));
    },
    lastPayment: () => server.truth.payments.at(-1)?.payment_id ?? '',
    lastRefund: () => server.truth.refunds.at(-1)?.refund_id ?? '',
    payOnly: (paymentId, amount) => server.settlePayment(paymentId, 'succeeded', amount),
    createsPayment: isPost('/payments'),
    createsRefund: isPost('/refunds'),
  };
}

async function openStripe(): Promise<PayingProvider> {
  const server = await new StripeServer().start();
  return {
    name: 'stripe',
    server,
    world: stripeWorld(server),
    environment: { STRIPE_API_URL: server.url, STRIPE_SECRET_KEY: server.secretKey, STRIPE_WEBHOOK_SECRET: server.webhookSecret },
    held: () => {
      const back = server.refunds.refunds.all().filter(({ status }) => status === 'succeeded');
      return sum(server.payments.payments.all().map((payment) => payment.amount_received)) - sum(back.map(({ amount }) => amount));
    },
    lastPayment: () => server.payments.payments.all().at(-1)?.id ?? '',
    lastRefund: () => server.refunds.refunds.all().at(-1)?.id ?? '',
    payOnly: (paymentId, amount) => server.payments.succeed(paymentId, amount),
    createsPayment: isPost('/v1/payment_intents'),
    createsRefund: isPost('/v1/refunds'),
  };
}

export const openPayingProvider = { hyperswitch: openHyperswitch, stripe: openStripe };
