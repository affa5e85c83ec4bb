import type { Page } from '#application/shared/page.ts';
import type { Money } from '#domain/shared/money.ts';

export function moneyView(money: Pick<Money, 'amount' | 'currency'>): { amount: number; currency: string } {
  const amount = Number(money.amount);
  if (!Number.isSafeInteger(amount)) throw new RangeError('the amount is beyond what a JSON number holds exactly');
  return { amount, currency: money.currency };
}

export function pageView<Item, View>(page: Page<Item>, view: (item: Item) => View): { data: View[]; next_cursor: string | null } {
  return { data: page.data.map(view), next_cursor: page.nextCursor };
}
