import { randomUUID } from 'node:crypto';
import type { Mailbox } from './mailbox.ts';
import type { Shop } from './market.ts';
import type { Person } from './people.ts';
import { promised, type Reply } from './reply.ts';
import type { Tour } from './tour-context.ts';
import { until } from './until.ts';

export type Order = { id: string; paymentId: string };

const orderOf = (reply: Reply): Order => ({ id: reply.text('id'), paymentId: reply.text('payment.payment_id') });

/** Waits until the webhook has brought the order there. */
async function orderThatIs({ visitor }: Person, id: string, status: string): Promise<Reply> {
  return until(`order ${id} that is ${status}`, async () => {
    const order = (await visitor.get(`/marketplace/orders/${id}`)).is(200);
    return order.at('status') === status ? order : null;
  });
}

export async function order(tour: Tour, buyer: Person, { basic, premium, seller }: Shop): Promise<Order> {
  const { visitor } = buyer;
  const body = { items: [{ product_id: basic }] };
  (await visitor.post('/marketplace/orders', body)).is(400, 'IDEMPOTENCY_KEY_MISSING');
  const key = { 'idempotency-key': randomUUID() };
  const placed = (await visitor.post('/marketplace/orders', body, key)).is(201);
  promised(placed.at('status') === 'pending', 'an order waits for its payment', placed.at('status'));
  promised(placed.at('total.amount') === 1299, 'the catalogue says the price', placed.at('total'));
  tour.saw(`without an Idempotency-Key 400; with one a pending order over 12.99 EUR at the ${placed.at('payment.provider')}`);
  const again = (await visitor.post('/marketplace/orders', body, key)).is(201);
  promised(again.bytes.equals(placed.bytes), 'a replay is answered byte for byte as the first');
  (await visitor.post('/marketplace/orders', { items: [{ product_id: premium }] }, key)).is(422, 'IDEMPOTENCY_KEY_REUSED');
  tour.saw('the same request again gets the same bytes; the same key with another body 422');
  const own = await seller.visitor.post('/marketplace/orders', body, { 'idempotency-key': randomUUID() });
  own.is(422, 'OWN_PRODUCT');
  (await seller.visitor.get(`/marketplace/orders/${placed.text('id')}`)).is(200);
  tour.saw('the seller cannot buy from herself, and sees the order');
  return orderOf(placed);
}

export async function pay(tour: Tour, buyer: Person, { track }: Shop, { id, paymentId }: Order, mailbox: Mailbox): Promise<void> {
  const { visitor } = buyer;
  (await visitor.get(`/tracks/${track.id}/download`)).is(403, 'LICENCE_REQUIRED');
  tour.saw('the download is 403 LICENCE_REQUIRED before the payment');
  const page = (await visitor.get(`/sandbox/payments/${paymentId}`)).is(200);
  promised(/Pay/.test(page.bytes.toString('utf8')), 'the sandbox has a page to pay on');
  const paid = (await visitor.post(`/sandbox/payments/${paymentId}/succeed`)).is(200);
  promised(paid.at('status') === 'succeeded', 'the payment succeeds', paid.at('status'));
  const completed = await orderThatIs(buyer, id, 'completed');
  const days = (Date.parse(completed.text('refund_deadline')) - Date.parse(completed.text('completed_at'))) / 86_400_000;
  tour.saw(`the signed webhook completes the order; the money can be asked back for ${days} days`);

  const licences = (await visitor.get('/licenses/mine')).is(200);
  promised(
    licences.at('data.0.order_id') === id && licences.at('data.0.status') === 'active',
    'the licence is there',
    licences.at('data.0'),
  );
  const file = (await visitor.get(`/tracks/${track.id}/download`)).is(200);
  promised(file.bytes.equals(track.audio), 'the download is the upload, byte for byte');
  tour.saw(`an active ${licences.at('data.0.licence')} licence, and the download as "${file.header('content-disposition')}"`);
  if (await mailbox.hasMail(buyer.email, /receipt/i)) tour.saw('the receipt has arrived by mail');
}

/** Five copies of the success webhook at once settle one order once. */
export async function payTwice(tour: Tour, buyer: Person, { premium, seller }: Shop): Promise<void> {
  const before = await owedTo(seller);
  const placed = await place(buyer, premium);
  await buyer.visitor.post(`/sandbox/payments/${placed.paymentId}/succeed`, { scenario: 'duplicate' });
  await orderThatIs(buyer, placed.id, 'completed');
  const licences = (await buyer.visitor.get('/licenses/mine?limit=100')).is(200).at('data') as { order_id: string }[];
  const issued = licences.filter((licence) => licence.order_id === placed.id).length;
  promised(issued === 1, 'five webhooks for one payment issue one licence', issued);
  const gained = (await owedTo(seller)) - before;
  promised(gained > 0 && gained <= 4900, "five webhooks for one payment post one seller's share", gained);
  tour.saw(`five copies of the webhook at once: one licence, one share of ${gained} cents for the seller`);
}

export async function decline(tour: Tour, buyer: Person, { premium }: Shop): Promise<void> {
  const placed = await place(buyer, premium);
  (await buyer.visitor.post(`/sandbox/payments/${placed.paymentId}/fail`)).is(200);
  const failed = await orderThatIs(buyer, placed.id, 'failed');
  tour.saw(`a declined payment leaves the order failed, with ${failed.at('failure_code')}`);
}

async function place({ visitor }: Person, productId: string): Promise<Order> {
  const items = [{ product_id: productId }];
  return orderOf((await visitor.post('/marketplace/orders', { items }, { 'idempotency-key': randomUUID() })).is(201));
}

/** What a seller has or will have, less what she owes. */
async function owedTo({ visitor }: Person): Promise<number> {
  const balance = (await visitor.get('/sell/balance')).is(200);
  return Number(balance.at('available.amount')) + Number(balance.at('pending.amount')) - Number(balance.at('debt.amount'));
}

export async function refund(tour: Tour, buyer: Person, { track, seller }: Shop, { id }: Order): Promise<void> {
  const { visitor } = buyer;
  const before = await owedTo(seller);
  const asked = (await visitor.post(`/marketplace/orders/${id}/refund`, { reason: 'it was only a tone' })).is(202);
  promised(asked.at('refund.status') === 'pending', 'a refund waits for the provider', asked.at('refund.status'));
  (await visitor.post(`/marketplace/orders/${id}/refund`)).is(400, 'REFUND_ALREADY_REQUESTED');
  (await visitor.get(`/tracks/${track.id}/download`)).is(200);
  tour.saw('202 pending; asking again is 400; the licence stands until the provider has confirmed');
  (await visitor.post(`/sandbox/refunds/${asked.text('refund.id')}/succeed`)).is(200);
  const refunded = await orderThatIs(buyer, id, 'refunded');
  promised(refunded.at('refunded.amount') === 1299, 'all of it is refunded', refunded.at('refunded'));
  const after = await owedTo(seller);
  promised(after < before, "the seller's share is taken back", { before, after });
  tour.saw(`the webhook makes the order refunded; the seller has ${before - after} cents less`);
}

export async function seeRevoked(tour: Tour, { visitor }: Person, { track }: Shop, { id }: Order): Promise<void> {
  const licences = (await visitor.get('/licenses/mine')).is(200);
  promised(
    licences.at('data.0.order_id') === id && licences.at('data.0.status') === 'revoked',
    'a full refund revokes the licence',
    licences.at('data.0'),
  );
  (await visitor.get(`/tracks/${track.id}/download`)).is(403, 'LICENCE_REQUIRED');
  tour.saw('the licence is shown as revoked, and the download is 403 again');
}
