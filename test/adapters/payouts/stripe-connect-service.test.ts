import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { openStripe } from '#adapters/payments/stripe/open-stripe.ts';
import { StripeConnectService } from '#adapters/payouts/stripe-connect/stripe-connect-service.ts';
import { Money } from '#domain/shared/money.ts';
import type { TransferServiceHarness } from '#test/contracts/transfer-harness.ts';
import { behavesLikeTransferService } from '#test/contracts/transfer-service.contract.ts';
import { StripeServer } from '#test/stand-ins/stripe-server.ts';

const DAY = 86_400_000;
const anyPost = ({ method }: { method: string }) => method === 'POST';

describe('transfers by Stripe Connect', () => {
  let server: StripeServer;
  let service: StripeConnectService;
  beforeEach(async () => {
    server = await new StripeServer().start();
    server.balances.add('', 'eur', 1_000_000);
    service = new StripeConnectService({ stripe: openStripe({ secretKey: server.secretKey, apiUrl: server.url }) });
  });
  afterEach(() => server.stop());

  behavesLikeTransferService(
    async (): Promise<TransferServiceHarness> => ({
      service,
      world: {
        review: async (accountId, passed) => server.connect.review(accountId, passed),
        arrive: async (payoutId) => server.connect.settlePayout(payoutId, 'paid'),
        bounce: async (payoutId) => server.connect.settlePayout(payoutId, 'failed'),
        reverseInDashboard: async (transferId, amount) => void server.transfers.reverse(transferId, `amount=${amount}`),
        balance: async (accountId) => BigInt(server.balances.of(accountId, 'eur')),
        forgetKeys: async () => server.advanceClock(DAY),
        lose: async (what) => server.failNext({ effect: what === 'answer', outcome: 'truncated' }, anyPost),
        emptyPlatform: async () => server.balances.take('', 'eur', server.balances.of('', 'eur')),
      },
    }),
  );

  const amount = Money.of(1_299n, 'EUR');
  const seller = async () => {
    const created = await service.createAccount(randomUUIDv7(), { sellerId: 's-1' });
    assert.equal(created.outcome, 'accepted');
    server.connect.review(created.value.accountId, true);
    return created.value.accountId;
  };
  const send = (accountId: string, key: string = randomUUIDv7()) =>
    service.createTransfer(key, { orderId: 'o-1', sellerId: 's-1', accountId, amount, transferGroup: 'o-1' });
  const fieldsOf = (path: RegExp) => {
    const request = server.requests.find((sent) => sent.method === 'POST' && path.test(sent.path));
    return { headers: request?.headers ?? {}, fields: Object.fromEntries(new URLSearchParams(request?.body)) };
  };

  it('asks for everything in these bytes, with the key as it is given', async () => {
    const accountId = await seller();
    const [transferKey, reversalKey, payoutKey] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
    const sent = await send(accountId, transferKey);
    assert.equal(sent.outcome, 'accepted');
    await service.reverseTransfer(`${reversalKey}.2`, sent.value.transferId, Money.of(299n, 'EUR'), 'refund r-1');
    await service.createPayout(payoutKey, { accountId, amount: Money.of(1_000n, 'EUR') });

    const account = fieldsOf(/\/accounts$/).fields;
    assert.deepEqual(
      [account['type'], account['capabilities[transfers][requested]'], account['settings[payouts][schedule][interval]']],
      ['express', 'true', 'manual'],
    );
    const transfer = fieldsOf(/\/transfers$/);
    assert.equal(transfer.headers['idempotency-key'], transferKey);
    assert.deepEqual(transfer.fields, {
      amount: '1299',
      currency: 'eur',
      destination: accountId,
      transfer_group: 'o-1',
      'metadata[order_id]': 'o-1',
      'metadata[reference]': transferKey,
      'metadata[seller_id]': 's-1',
    });
    const reversal = fieldsOf(/\/reversals$/);
    assert.equal(reversal.headers['idempotency-key'], `${reversalKey}.2`);
    assert.deepEqual(reversal.fields, { amount: '299', description: 'refund r-1', 'metadata[reference]': reversalKey });
    const payout = fieldsOf(/\/payouts$/);
    assert.deepEqual([payout.headers['idempotency-key'], payout.headers['stripe-account']], [payoutKey, accountId]);
    assert.deepEqual(payout.fields, { amount: '1000', currency: 'eur', 'metadata[reference]': payoutKey });
  });

  it('sends the same bytes again for the same request', async () => {
    const accountId = await seller();
    const key = randomUUIDv7();
    await send(accountId, key);
    await send(accountId, key);
    const bodies = server.requests.filter(({ path }) => path.endsWith('/transfers')).map(({ body }) => body);
    assert.equal(bodies[0], bodies[1]);
  });

  for (const status of [401, 403, 404, 409, 429, 500, 503]) {
    it(`does not take a bare ${status} for a refusal`, async () => {
      const accountId = await seller();
      const refuse = () => server.failNext({ effect: false, outcome: { status, body: '<html></html>' } }, anyPost);
      refuse();
      assert.equal((await send(accountId)).outcome, 'unknown');
      refuse();
      assert.equal((await service.createPayout(randomUUIDv7(), { accountId, amount })).outcome, 'unknown');
      const sent = await send(accountId);
      assert.equal(sent.outcome, 'accepted');
      refuse();
      assert.equal((await service.reverseTransfer(randomUUIDv7(), sent.value.transferId, amount, 'refund')).outcome, 'unknown');
    });
  }

  it('says that a key is refused, and nothing of one when Stripe is away', async () => {
    const wrong = new StripeConnectService({ stripe: openStripe({ secretKey: 'sk_test_wrong', apiUrl: server.url }) });
    assert.equal(await wrong.takesOurKey(), false);
    server.failNext({ effect: false, outcome: { status: 503, body: '' } }, () => true);
    await assert.rejects(service.takesOurKey());
  });

  it('does not guess what became of a reversal when it cannot read the transfer', async () => {
    const sent = await send(await seller());
    assert.equal(sent.outcome, 'accepted');
    server.failNext({ effect: false, outcome: { status: 503, body: '' } }, ({ method }) => method === 'GET');
    const answer = await service.reverseTransfer(randomUUIDv7(), sent.value.transferId, amount, 'refund');
    assert.equal(answer.outcome, 'unknown');
    assert.equal(server.transfers.reversals.all().length, 0);
  });

  it('sees a seller who has disconnected from the platform as gone', async () => {
    const accountId = await seller();
    const refusal = { error: { type: 'invalid_request_error', code: 'account_invalid', message: 'no access' } };
    server.failNext({ effect: false, outcome: { status: 403, body: refusal } }, () => true, 2);
    assert.equal(await service.getAccount(accountId), null);
    const payout = await service.createPayout(randomUUIDv7(), { accountId, amount });
    assert.deepEqual([payout.outcome, payout.outcome === 'declined' && payout.failure.code], ['declined', 'account_invalid']);
  });
});
