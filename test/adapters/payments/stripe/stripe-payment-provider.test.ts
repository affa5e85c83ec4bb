import { openStripe } from '#adapters/payments/stripe/open-stripe.ts';
import { StripePaymentProvider } from '#adapters/payments/stripe/stripe-payment-provider.ts';
import { behavesLikePaymentProvider } from '#test/contracts/payment-provider.contract.ts';
import { survivesTheWire } from '#test/contracts/payment-wire.contract.ts';
import { StripeServer } from '#test/stand-ins/stripe-server.ts';
import { stripeWorld } from '#test/support/payment-worlds.ts';

describe('payments by Stripe', () => {
  let server: StripeServer;
  beforeEach(async () => {
    server = await new StripeServer().start();
  });
  afterEach(() => server.stop());

  const anyPost = ({ method }: { method: string }) => method === 'POST';
  const open = async () => {
    const stripe = openStripe({ secretKey: server.secretKey, apiUrl: server.url });
    const provider = new StripePaymentProvider({ stripe, clock: { now: () => server.now() }, webhookSecret: server.webhookSecret });
    const wire = {
      calls: server.requests,
      // The library sends a call once more when its connection was reset.
      loseNextAnswer: () => server.failNext({ effect: true, outcome: 'reset' }, anyPost, 2),
      loseNextCall: () => server.failNext({ effect: false, outcome: 'reset' }, anyPost, 2),
      refuseNext: (status: number) => server.failNext({ effect: false, outcome: { status, body: '<html></html>' } }, () => true),
    };
    return { provider, world: stripeWorld(server), wire };
  };

  behavesLikePaymentProvider(open);
  describe('over the wire', () => survivesTheWire(open));
});
