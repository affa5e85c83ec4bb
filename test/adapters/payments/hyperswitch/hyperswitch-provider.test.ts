import { HyperswitchProvider } from '#adapters/payments/hyperswitch/hyperswitch-provider.ts';
import { behavesLikePaymentProvider } from '#test/contracts/payment-provider.contract.ts';
import { survivesTheWire } from '#test/contracts/payment-wire.contract.ts';
import { HyperswitchServer } from '#test/stand-ins/hyperswitch-server.ts';
import { hyperswitchWorld } from '#test/support/payment-worlds.ts';

describe('payments by Hyperswitch', () => {
  let server: HyperswitchServer;
  beforeEach(async () => {
    server = await new HyperswitchServer().start();
  });
  afterEach(() => server.stop());

  const open = async () => {
    const provider = new HyperswitchProvider({ url: server.url, apiKey: server.apiKey, webhookSecret: server.webhookSecret });
    const wire = {
      calls: server.requests,
      loseNextAnswer: () => server.failNext({ effect: true, outcome: 'reset' }),
      loseNextCall: () => server.failNext({ effect: false, outcome: 'reset' }),
      refuseNext: (status: number) => server.failNext({ effect: false, outcome: { status, body: '<html></html>' } }, () => true),
    };
    return { provider, world: hyperswitchWorld(server), wire };
  };

  behavesLikePaymentProvider(open);
  describe('over the wire', () => survivesTheWire(open));
});
