import type { SellerPositions } from '#application/payouts/ports.ts';
import type { SellerFunds } from '#domain/payouts/seller-funds.ts';
import { readBigInt, readText } from '../sql-values.ts';
import type { SqlWriter } from '../sql-writer.ts';
import { SELLER_FUNDS, sellerFundsParameters, toSellerFunds } from './seller-funds-sql.ts';

type Deps = { writer: SqlWriter };
type Account = { provider: string; accountId: string };

export class SqlSellerPositions implements SellerPositions {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async of(sellerId: string, currency: string): Promise<SellerFunds> {
    const [row] = (await this.#deps.writer.run(SELLER_FUNDS, sellerFundsParameters(sellerId, currency))).rows;
    if (!row) throw new Error('the database did not say where the seller stands');
    return toSellerFunds(row);
  }

  async heldAt({ provider, accountId }: Account, currency: string): Promise<bigint> {
    const at = [provider, accountId, currency];
    const [row] = (
      await this.#deps.writer.run(
        `select cast(
           (select coalesce(sum(sent - reversed), 0) from transfers
              where provider = ? and account_id = ? and amount_currency = ? and completed_at is not null) -
           (select coalesce(sum(r.amount_amount), 0) from transfers t join reversals r on r.transfer_id = t.id
              where t.provider = ? and t.account_id = ? and t.amount_currency = ? and r.status = 'pending') -
           (select coalesce(sum(amount_amount), 0) from payouts
              where provider = ? and account_id = ? and amount_currency = ? and status <> 'failed') as bigint) as held`,
        [...at, ...at, ...at],
      )
    ).rows;
    return row ? readBigInt(row, 'held') : 0n;
  }

  async currenciesAt({ provider, accountId }: Account): Promise<string[]> {
    const { rows } = await this.#deps.writer.run(
      'select distinct amount_currency as currency from transfers where provider = ? and account_id = ? and completed_at is not null order by 1',
      [provider, accountId],
    );
    return rows.map((row) => readText(row, 'currency'));
  }
}
