import assert from 'node:assert/strict';
import { accounts, type LedgerEntry, LedgerTransaction, UnbalancedTransaction } from '#domain/ledger/ledger-transaction.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const psp = accounts.psp('sandbox', 'EUR');
const payable = accounts.payable('s-1');

const post = (...entries: LedgerEntry[]) =>
  new LedgerTransaction({ id: 'l-1', kind: 'sale', subjectId: 'o-1', orderId: 'o-1', at, entries });
const eur = (account: string, amount: bigint): LedgerEntry => ({ account, amount, currency: 'EUR' });

describe('a transaction in the books', () => {
  it('is of what happened to which order, and when', () => {
    const { kind, subjectId, orderId, postedAt } = post(eur(psp, 1000n), eur(accounts.fees, -100n), eur(payable, -900n));
    assert.deepEqual([kind, subjectId, orderId, postedAt], ['sale', 'o-1', 'o-1', at]);
  });

  it('balances to the cent, in whichever order its entries come', () => {
    assert.throws(() => post(eur(psp, 1000n), eur(payable, -999n)), UnbalancedTransaction);
    assert.throws(() => post(eur(psp, 1000n), eur(accounts.fees, 1000n)), UnbalancedTransaction);
    assert.equal(post(eur(payable, -900n), eur(psp, 1000n), eur(accounts.fees, -100n)).entries.length, 3);
  });

  it('balances in each currency of its own', () =>
    assert.throws(() => post(eur(psp, 1000n), { account: payable, amount: -1000n, currency: 'USD' }), UnbalancedTransaction));

  it('leaves out accounts that nothing happens to, and keeps what is a cent', () =>
    assert.deepEqual(post(eur(psp, 1n), eur(accounts.fees, 0n), eur(payable, -1n)).entries, [eur(psp, 1n), eur(payable, -1n)]));
});
