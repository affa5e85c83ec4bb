import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import sinon from 'sinon';
import { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';
import { signSandboxBody } from '#adapters/payments/sandbox/sandbox-signature.ts';
import { SqlDeliveryLog } from '#adapters/persistence/payments/sql-delivery-log.ts';
import type { OrderSnapshot } from '#application/marketplace/ports.ts';
import { ProcessDelivery } from '#application/payments/process-delivery.ts';
import { PruneDeliveries } from '#application/payments/prune-deliveries.ts';
import { ReceiveWebhook } from '#application/payments/receive-webhook.ts';
import { RetryDeliveries } from '#application/payments/retry-deliveries.ts';
import { databases } from '#test/support/databases.ts';
import { Shop } from '#test/support/shop.ts';

const SECRET = 'a secret of the sandbox';

for (const database of databases) {
  describe(`webhooks in, on ${database.name}`, () => {
    let shop: Shop;
    let log: SqlDeliveryLog;
    let order: OrderSnapshot;
    before(async () => {
      shop = await Shop.open(database, { SANDBOX_WEBHOOK_SECRET: SECRET });
      log = await shop.get(SqlDeliveryLog);
    });
    after(() => shop.close());
    beforeEach(async () => {
      await shop.db.clear();
      order = await shop.order(await shop.user(), [await shop.product(await shop.user('creator'))]);
    });
    afterEach(() => sinon.restore());

    const event = (id: string, object: Record<string, string> = { payment_id: order.paymentId ?? '' }, type = 'payment.succeeded') =>
      JSON.stringify({ id, created: 'now', type, object });
    const receive = async (body: string | Buffer, signature?: string) => {
      const rawBody = Buffer.from(body);
      const at = Math.floor(shop.clock.now().getTime() / 1000);
      const headers = { 'x-sandbox-signature': signature ?? signSandboxBody(SECRET, rawBody, at) };
      return (await shop.get(ReceiveWebhook)).execute({
        provider: 'sandbox',
        headers,
        rawBody,
        sourceIp: '127.0.0.1',
        userAgent: 'test',
        requestId: randomUUID(),
      });
    };
    const pay = () => shop.sandbox.control.settlePayment(order.paymentId ?? '', 'succeeded', 'drop');
    const results = async () => {
      await log.flush();
      return (await log.list({}, { limit: 50 })).data.map(({ result }) => result);
    };
    const refusal = (code: string) => (error: unknown) => error instanceof Error && 'code' in error && error.code === code;
    const statusNow = async () => (await shop.orderNow(order.id)).status;

    it('are stored, and acted on by what the provider says when it is asked', async () => {
      pay();
      await receive(event('e1'));
      assert.deepEqual([await statusNow(), await results()], ['completed', ['ok']]);
    });

    it('are only a hint: a signed body that lies changes nothing', async () => {
      await receive(event('e1'));
      assert.deepEqual([await statusNow(), await results()], ['pending', ['ok']]);
    });

    for (const [what, forge] of [
      ['without a signature', () => ''],
      ['with a wrong secret', (body: string, at: number) => signSandboxBody('another secret of the sandbox', body, at)],
      ['with the signature of another body', (_: string, at: number) => signSandboxBody(SECRET, '{}', at)],
      ['in upper case', (body: string, at: number) => signSandboxBody(SECRET, body, at).toUpperCase()],
      ['that is too old', (body: string, at: number) => signSandboxBody(SECRET, body, at - 3600)],
    ] as const) {
      it(`are refused and noted ${what}`, async () => {
        pay();
        const body = event('e1');
        const signature = forge(body, Math.floor(shop.clock.now().getTime() / 1000));
        await assert.rejects(receive(body, signature), refusal('WEBHOOK_SIGNATURE_INVALID'));
        assert.deepEqual([await statusNow(), await results()], ['pending', ['signature_invalid']]);
      });
    }

    it('are kept in one row each, and processed once, when one event comes five times at once', async () => {
      pay();
      await Promise.all([1, 2, 3, 4, 5].map(() => receive(event('e1'))));
      const found = await results();
      assert.equal(found.length, 5);
      assert.equal(await statusNow(), 'completed');
      await receive(event('e1'));
      assert.equal((await results()).filter((result) => result === 'skipped').length, 5);
      assert.deepEqual(await shop.auditFaults(), []);
    });

    it('still know an event after its delivery was pruned', async () => {
      pay();
      await receive(event('e1'));
      shop.clock.tick(91 * 86_400_000);
      assert.equal(await (await shop.get(PruneDeliveries)).execute(), 1);
      const read = sinon.spy(shop.provider, 'getPayment');
      await receive(event('e1'));
      assert.deepEqual([read.callCount, await results()], [0, ['skipped']]);
    });

    it('fail, and are processed when they come again, while the provider cannot be read', async () => {
      pay();
      sinon.stub(shop.provider, 'getPayment').onFirstCall().rejects(new Error('unreachable')).callThrough();
      await assert.rejects(receive(event('e1')), /could not be processed/);
      assert.match((await results())[0] ?? '', /^error: unreachable/);
      await receive(event('e1'));
      assert.equal(await statusNow(), 'completed');
    });

    it('are taken up from the stored bytes when nothing comes again', async () => {
      pay();
      sinon.stub(shop.provider, 'getPayment').onFirstCall().rejects(new Error('unreachable')).callThrough();
      await assert.rejects(receive(event('e1')));
      const retry = await shop.get(RetryDeliveries);
      assert.equal(await retry.execute(), 0);
      shop.clock.tick(61_000);
      assert.equal(await retry.execute(), 1);
      assert.deepEqual([await statusNow(), await results(), await retry.execute()], ['completed', ['ok'], 0]);
    });

    it('are tried again later each time, for as long as they are kept, with an alarm when that takes long', async () => {
      pay();
      const read = sinon.stub(shop.provider, 'getPayment').rejects(new Error('unreachable'));
      const alarm = sinon.spy(shop.log, 'error');
      await assert.rejects(receive(event('e1')));
      const retry = await shop.get(RetryDeliveries);
      const tries: number[] = [];
      for (let minute = 0; minute < 3 * 24 * 60; minute += 1) {
        shop.clock.tick(60_000);
        if ((await retry.execute()) > 0) tries.push(minute + 1);
      }
      assert.deepEqual(tries.slice(0, 10), [1, 3, 7, 15, 31, 63, 127, 255, 511, 871]);
      assert.equal(alarm.withArgs('webhook_not_processed_for_long').callCount, tries.length - 6);
      read.restore();
      assert.equal(await retry.execute(), 0);
      assert.equal(await retry.execute({ all: true }), 1);
      assert.deepEqual([await statusNow(), await retry.execute({ all: true })], ['completed', 0]);
    });

    it('are counted by what became of each, forged ones and repeated ones too', async () => {
      const metrics = await shop.get(PrometheusMetrics);
      const counted = async () => {
        const found = [...(await metrics.text()).matchAll(/^veza_webhook_results_total\{provider="sandbox",result="(\w+)"\} (\d+)$/gm)];
        return Object.fromEntries(found.map(([, result = '', times]) => [result, Number(times)]));
      };
      const before = await counted();
      pay();
      await receive(event('e1'));
      await receive(event('e1'));
      await assert.rejects(receive(event('e2'), 'forged'));
      const after = await counted();
      for (const result of ['ok', 'skipped', 'signature_invalid']) assert.equal(after[result], (before[result] ?? 0) + 1, result);
    });

    it('may be replayed by hand without any harm', async () => {
      pay();
      await receive(event('e1'));
      const [delivery] = (await log.list({}, { limit: 1 })).data;
      const result = await (await shop.get(ProcessDelivery)).execute(delivery?.id ?? '');
      assert.deepEqual([result, await statusNow()], ['ok', 'completed']);
    });

    it('are never replayed when they were forged', async () => {
      await assert.rejects(receive(event('e1'), 'no'));
      await log.flush();
      const [forged] = (await log.list({ signatureValid: false }, { limit: 1 })).data;
      await assert.rejects((await shop.get(ProcessDelivery)).execute(forged?.id ?? ''), refusal('DELIVERY_FORGED'));
    });

    it('are quarantined when the provider’s facts contradict our order', async () => {
      pay();
      const payment = await shop.provider.getPayment(order.paymentId ?? '');
      assert.ok(payment);
      sinon.stub(shop.provider, 'getPayment').resolves({ ...payment, received: payment.amount.minus(payment.amount) });
      await receive(event('e1'));
      assert.match((await results())[0] ?? '', /^quarantined: the amount received/);
      assert.equal(await statusNow(), 'pending');
    });

    it('about nothing of ours, or nothing we act on, are answered well', async () => {
      await receive(event('e1', { payment_id: 'sbxpay_unknown' }));
      await receive(event('e2', { refund_id: 'sbxref_unknown' }, 'refund.succeeded'));
      await receive(event('e3', {}, 'weather.changed'));
      assert.deepEqual((await results()).sort(), ['ok', 'ok', 'skipped']);
    });

    it('about the refunds of a payment settle every one of them', async () => {
      pay();
      await receive(event('e1'));
      for (const cents of [200n, 300n]) shop.sandbox.control.refundPayment(order.paymentId ?? '', cents, 'drop');
      const subject = { kind: 'refunds', paymentId: order.paymentId ?? '' } as const;
      sinon.stub(shop.provider, 'readWebhook').returns({ eventId: 'e2', type: 'charge.refunded', account: null, subject });
      await receive(event('e2'));
      assert.equal((await shop.orderNow(order.id)).refunded.amount, 500n);
    });

    it('about a refund that comes before the news of its payment bring that along', async () => {
      pay();
      const refund = shop.sandbox.control.refundPayment(order.paymentId ?? '', 400n, 'drop');
      await receive(event('e1', { refund_id: refund?.id ?? '', payment_id: order.paymentId ?? '' }, 'refund.succeeded'));
      assert.deepEqual([await statusNow(), await results()], ['partially_refunded', ['ok']]);
      assert.equal((await shop.orderNow(order.id)).refunded.amount, 400n);
    });

    it('about a dispute that comes before the news of its payment bring that along, and hold what it would send', async () => {
      pay();
      const dispute = shop.sandbox.control.openDispute(order.paymentId ?? '', { amount: 1000n, fee: 0n, reason: 'fraud' }, 'drop');
      await receive(event('e1', { dispute_id: dispute.id, payment_id: order.paymentId ?? '' }, 'dispute.opened'));
      const transfers = await shop.db.reader.all('select held_at from transfers where order_id = ?', [order.id]);
      assert.deepEqual(
        [await statusNow(), await results(), transfers.map((row) => row['held_at'] !== null)],
        ['completed', ['ok'], [true]],
      );
    });

    it('about a dispute wait while nothing is known of its payment', async () => {
      const dispute = shop.sandbox.control.openDispute(order.paymentId ?? '', { amount: 1000n, fee: 0n, reason: 'fraud' }, 'drop');
      await receive(event('e1', { dispute_id: dispute.id, payment_id: order.paymentId ?? '' }, 'dispute.opened'));
      assert.match(String(await results()), /^deferred: nothing is known/);
      assert.equal((await shop.orderNow(order.id)).disputedAt, null);
    });

    it('about a refund that could be ours, which is under way, wait until that is over and are taken up by themselves', async () => {
      order = await shop.pay(order);
      const ours = await shop.refund(order, { userId: order.buyerId, role: 'user' }, { amount: 500n });
      const other = shop.sandbox.control.refundPayment(order.paymentId ?? '', 500n, 'drop');
      await receive(event('e1', { refund_id: other?.id ?? '', payment_id: order.paymentId ?? '' }, 'refund.succeeded'));
      assert.match(String(await results()), /^deferred: another refund/);
      await shop.settleRefund(ours.id, 'succeeded');
      assert.equal(await statusNow(), 'partially_refunded');
      shop.clock.tick(15_000);
      await (await shop.get(RetryDeliveries)).execute();
      assert.deepEqual([await statusNow(), await results()], ['refunded', ['ok']]);
    });

    it('about the refunds of a payment that is none of ours, or that contradict our books, say so', async () => {
      pay();
      await receive(event('e1'));
      const about = (paymentId: string) => ({
        eventId: null,
        type: 'charge.refunded',
        account: null,
        subject: { kind: 'refunds', paymentId } as const,
      });
      const read = sinon.stub(shop.provider, 'readWebhook').returns(about('sbxpay_unknown'));
      await receive('{}');
      shop.sandbox.control.refundPayment(order.paymentId ?? '', 200n, 'drop');
      const [refund] = await shop.provider.listRefunds(order.paymentId ?? '');
      assert.ok(refund);
      sinon.stub(shop.provider, 'listRefunds').resolves([refund, { ...refund, amount: order.total }]);
      read.returns(about(order.paymentId ?? ''));
      await receive('{}');
      assert.deepEqual((await results()).map((result) => result.split(':')[0]).sort(), ['ok', 'ok', 'quarantined']);
    });

    it('about a refund without its id, or that are no event, are refused as such', async () => {
      await assert.rejects(receive(event('e1', { payment_id: order.paymentId ?? '' }, 'REFUND.succeeded')), refusal('MISSING_REFUND_ID'));
      await assert.rejects(receive('[]'), refusal('WEBHOOK_UNREADABLE'));
      await assert.rejects(receive(`${'['.repeat(40_000)}`), refusal('WEBHOOK_UNREADABLE'));
    });

    it('keep no bytes that are not text, and are no less refused', async () => {
      await assert.rejects(receive(Buffer.from([0xff, 0xfe, 0x00])), refusal('WEBHOOK_UNREADABLE'));
      const [delivery] = (await log.list({}, { limit: 1 })).data;
      assert.equal((await log.find(delivery?.id ?? ''))?.payload, '');
    });

    it('are kept, and known again, though what they call themselves is no text that can be kept', async () => {
      pay();
      const body = event('e\0 1', undefined, 'payment\0.succeeded');
      await receive(body);
      await receive(body);
      await assert.rejects(receive(body, 'forged'), refusal('WEBHOOK_SIGNATURE_INVALID'));
      assert.deepEqual((await results()).sort(), ['ok', 'signature_invalid', 'skipped']);
      assert.equal(await statusNow(), 'completed');
    });

    it('are processed all the same when they cannot be written down', async () => {
      pay();
      sinon.stub(log, 'receive').rejects(new Error('the disk is full'));
      await receive(event('e1'));
      assert.equal(await statusNow(), 'completed');
    });
  });
}
