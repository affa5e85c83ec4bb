import type { Person } from './people.ts';
import type { Order } from './purchase.ts';
import { promised, type Reply } from './reply.ts';
import type { Tour } from './tour-context.ts';
import { until } from './until.ts';

const told = (balance: Reply): string =>
  ['available', 'pending', 'debt'].map((part) => `${part} ${balance.at(`${part}.amount`)}`).join(', ');

async function balanceOf({ visitor }: Person): Promise<Reply> {
  return (await visitor.get('/sell/balance')).is(200);
}

export async function seeNothingYet(tour: Tour, seller: Person): Promise<void> {
  const balance = await balanceOf(seller);
  promised(
    ['available', 'pending', 'debt'].every((part) => balance.at(`${part}.amount`) === 0),
    'who sold nothing has nothing',
    told(balance),
  );
  const transfers = (await seller.visitor.get('/sell/transfers')).is(200);
  promised((transfers.at('data') as unknown[]).length === 0, 'and no transfers', transfers.at('data'));
  tour.saw(`${told(balance)}; no transfers`);
}

/** Her share waits until there is a connected account, and is transferred there. */
export async function seeShareArrive(tour: Tour, seller: Person, { id }: Order): Promise<void> {
  const { visitor } = seller;
  const sold = await balanceOf(seller);
  promised(Number(sold.at('pending.amount')) + Number(sold.at('available.amount')) > 0, 'a sale is in the balance at once', told(sold));
  tour.saw(`right after the sale: ${told(sold)}`);
  const account = (await visitor.post('/sell/onboarding')).is(200);
  const [unfinished] = /sbxacct_[0-9a-f]+/.exec(String(account.at('url'))) ?? [];
  if (unfinished) (await visitor.post(`/sandbox/accounts/${unfinished}/activate`)).is(200);
  const ready = (await visitor.post('/sell/onboarding')).is(200);
  promised(
    ready.at('account.status') === 'active' && ready.at('url') === null,
    'an active account has nothing left to do',
    ready.at('account'),
  );
  const share = await until('completed transfer', async () => {
    const transfers = (await visitor.get('/sell/transfers?status=completed')).is(200);
    const all = transfers.at('data') as { order_id: string; amount: { amount: number } }[];
    return all.find((transfer) => transfer.order_id === id)?.amount.amount ?? null;
  });
  const balance = await balanceOf(seller);
  promised(
    balance.at('available.amount') === share && balance.at('pending.amount') === 0,
    'what is transferred is available',
    told(balance),
  );
  tour.saw(`a transfer of ${share} cents has arrived in her connected account: ${told(balance)}`);
}

export async function seeShareTakenBack(tour: Tour, seller: Person, { id }: Order): Promise<void> {
  await until('reversed transfer', async () => {
    const transfers = (await seller.visitor.get('/sell/transfers?status=reversed')).is(200);
    return (transfers.at('data') as { order_id: string }[]).some((transfer) => transfer.order_id === id) || null;
  });
  const balance = await balanceOf(seller);
  promised(
    ['available', 'pending', 'debt'].every((part) => balance.at(`${part}.amount`) === 0),
    'nothing is left of a refunded sale',
    told(balance),
  );
  const statement = (await seller.visitor.get('/sell/transactions')).is(200).at('data') as { kind: string }[];
  tour.saw(`the transfer is reversed: ${told(balance)}; the statement says ${statement.map(({ kind }) => kind).join(', ')}`);
}
