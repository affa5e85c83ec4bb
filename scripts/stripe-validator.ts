import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStripe } from '#adapters/payments/stripe/open-stripe.ts';
import { StripePaymentProvider } from '#adapters/payments/stripe/stripe-payment-provider.ts';
import { StripeConnectService } from '#adapters/payouts/stripe-connect/stripe-connect-service.ts';
import { GivenUp } from '#bootstrap/given-up.ts';
import { runCommand } from '#bootstrap/run-command.ts';
import { Money } from '#domain/shared/money.ts';
import { listen } from '#test/support/listen.ts';

const help = `npm run test:stripe

Sends every request that we make to Stripe through Stripe's own validator
(stripe-mock), which knows each parameter of its API, and says which it refuses.
Needs Go, and installs the validator into node_modules/.cache at its first run.`;

const PORT = '12311';
const tools = resolve(import.meta.dirname, '../node_modules/.cache/go');

function install(): string {
  const installed = spawnSync('go', ['install', 'github.com/stripe/stripe-mock@latest'], {
    env: { ...process.env, GOBIN: tools },
    stdio: 'inherit',
  });
  if (installed.status !== 0)
    throw new GivenUp('this needs Go (go.dev) to install stripe-mock: without it the stand-in alone speaks for Stripe');
  return join(tools, 'stripe-mock');
}

async function startValidator(binary: string): Promise<ChildProcess> {
  const validator = spawn(binary, ['-http-addr', `127.0.0.1:${PORT}`, '-https-addr', '127.0.0.1:0'], { stdio: 'ignore' });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      await fetch(`http://127.0.0.1:${PORT}/v1/charges`);
      return validator;
    } catch {
      await sleep(100);
    }
  }
  validator.kill();
  throw new GivenUp(`stripe-mock did not start on port ${PORT}`);
}

type Seen = { call: string; status: number; answer: string };

/** Stands between our client and the validator, and notes what became of each request. */
function watching(seen: Seen[]): Server {
  return createServer((incoming, response) => {
    const { method, url: path, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port: PORT, method, path, headers }, async (answer) => {
      const body = Buffer.concat(await answer.toArray());
      seen.push({ call: `${method} ${path?.replace(/\?.*/, '')}`, status: answer.statusCode ?? 0, answer: body.toString() });
      response.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/json' }).end(body);
    });
    incoming.pipe(onward);
  });
}

/** Every call that the adapters make. Its fixtures are not our objects, so only the validator's own word counts. */
function everyCall(url: string): (() => Promise<unknown>)[] {
  const stripe = openStripe({ secretKey: 'sk_test_validator', apiUrl: url });
  const payments = new StripePaymentProvider({ stripe, clock: { now: () => new Date() }, webhookSecret: 'whsec_validator' });
  const transfers = new StripeConnectService({ stripe });
  const amount = Money.of(1299n, 'EUR');
  const [orderId, refundId, sellerId] = [randomUUID(), randomUUID(), randomUUID()];
  const back = { returnUrl: 'https://shop.example/back', refreshUrl: 'https://shop.example/again' };
  return [
    () => payments.createPayment(orderId, { orderId, amount, description: 'An order', returnUrl: back.returnUrl }),
    () => payments.getPayment('pi_1'),
    () => payments.findPayment(orderId),
    () => payments.cancelPayment(orderId, 'pi_1'),
    () => payments.createRefund(refundId, { orderId, refundId, paymentId: 'pi_1', amount }),
    () => payments.getRefund('re_1'),
    () => payments.findRefund(refundId, 'pi_1'),
    () => payments.listRefunds('pi_1'),
    () => payments.getDispute('dp_1'),
    () => payments.listDisputes('pi_1'),
    () => payments.takesOurKey(),
    () => transfers.takesOurKey(),
    () => transfers.createAccount(sellerId, { sellerId }),
    () => transfers.getAccount('acct_1'),
    () => transfers.createOnboardingLink('acct_1', back),
    () => transfers.createTransfer(randomUUID(), { orderId, sellerId, accountId: 'acct_1', amount, transferGroup: orderId }),
    () => transfers.getTransfer('tr_1'),
    () => transfers.findTransfer(refundId, orderId),
    () => transfers.reverseTransfer(randomUUID(), 'tr_1', amount, 'a refund'),
    () => transfers.findReversal(refundId, 'tr_1'),
    () => transfers.createPayout(randomUUID(), { accountId: 'acct_1', amount }),
    () => transfers.getPayout('po_1', 'acct_1'),
    () => transfers.findPayout(refundId, 'acct_1', new Date()),
  ];
}

await runCommand({
  help,
  flags: {},
  run: async ({ say }) => {
    const validator = await startValidator(install());
    const seen: Seen[] = [];
    const watcher = watching(seen);
    try {
      for (const call of everyCall(await listen(watcher))) await Promise.allSettled([call()]);
    } finally {
      watcher.close();
      validator.kill();
      await once(validator, 'exit');
    }
    for (const { call, status } of seen) say(`${status}  ${call}`);
    const refused = seen.filter(({ status }) => status >= 400);
    for (const { call, answer } of refused) say(`\nrefused: ${call}\n${answer}`);
    say(`\n${seen.length} requests, ${refused.length} refused`);
    return refused.length === 0 && seen.length > 0;
  },
});
