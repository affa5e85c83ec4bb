import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { KeyedOnce } from '#adapters/http/platform/once.ts';
import { ConfiguredPaymentProviders } from '#adapters/payments/configured-payment-providers.ts';
import { PlaceOrder } from '#application/marketplace/place-order.ts';
import type { OrderSnapshot } from '#application/marketplace/ports.ts';
import { ReceiveWebhook } from '#application/payments/receive-webhook.ts';
import { IdempotencyKeys } from '#application/shared/idempotency.ts';
import { PaymentProviders } from '#application/shared/payment-provider.ts';
import { Clock, Ids } from '#application/shared/ports.ts';
import { readConfig } from '#bootstrap/config.ts';
import { buildContainer, closeContainer } from '#bootstrap/container.ts';
import { fsyncsPerSecond } from '../support/fsync.ts';
import { InstantProvider } from './instant-provider.ts';

/**
 * Purchases by the use cases themselves, over the database of a product that is not running: no HTTP, no workers, a provider that
 * costs nothing. `node core.ts <data directory> <buyer id> <product id> <purchases> <at once> <rounds>`. Prints one line of JSON.
 */
const [dataDir = '', userId = '', productId = '', purchases = '', atOnce = '', rounds = ''] = process.argv.slice(2);
const config = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'warn' });
const container = await buildContainer(config);
const providers = new ConfiguredPaymentProviders({ current: 'sandbox', providers: [new InstantProvider()] });
(await container.rebind(PaymentProviders)).toConstantValue(providers);
const [placeOrder, receiveWebhook, keys, clock, ids] = await Promise.all([
  container.getAsync(PlaceOrder),
  container.getAsync(ReceiveWebhook),
  container.getAsync(IdempotencyKeys),
  container.getAsync(Clock),
  container.getAsync(Ids),
]);

async function buy(): Promise<void> {
  const key = { scope: `${userId} POST /orders`, key: randomUUID(), fingerprint: productId };
  const render = (result: object) => ({ status: 201, location: null, body: JSON.stringify('id' in result ? result.id : null) });
  const once = new KeyedOnce<OrderSnapshot>({ keys, clock, key, freshId: ids.next(), render });
  const { paymentId } = await placeOrder.execute({ buyer: { userId, role: 'user' }, items: [{ productId }], once });
  const rawBody = Buffer.from(paymentId ?? '');
  const asked = { provider: 'sandbox', headers: {}, rawBody, sourceIp: '127.0.0.1', userAgent: 'bench', requestId: key.key } as const;
  await receiveWebhook.execute(asked);
}

async function round(): Promise<{ fsyncs: number; checkouts: number }> {
  const fsyncs = fsyncsPerSecond(join(dataDir, 'fsync.bin'));
  const begun = performance.now();
  let started = 0;
  const buyer = async () => {
    while (started < Number(purchases)) {
      started += 1;
      await buy();
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, buyer));
  return { fsyncs, checkouts: Number(purchases) / ((performance.now() - begun) / 1000) };
}

await round();
const measured: Awaited<ReturnType<typeof round>>[] = [];
for (let count = 0; count < Number(rounds); count += 1) measured.push(await round());
console.log(JSON.stringify(measured));
await closeContainer(container);
