import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { SqlLedger } from '#adapters/persistence/ledger/sql-ledger.ts';
import { SqlLedgerBooks } from '#adapters/persistence/ledger/sql-ledger-books.ts';
import { type LedgerEntry, LedgerTransaction, UnbalancedTransaction } from '#domain/ledger/ledger-transaction.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';

const entries = (...amounts: bigint[]): LedgerEntry[] =>
  amounts.map((amount, index) => ({ account: `seller:${index}`, amount, currency: 'EUR' }));

function sale(posting: { subjectId?: string; entries: LedgerEntry[] }): LedgerTransaction {
  return new LedgerTransaction({ id: randomUUID(), kind: 'sale', subjectId: randomUUID(), orderId: null, at: new Date(), ...posting });
}

describe('a ledger transaction', () => {
  it('does not exist out of balance', () => {
    assert.throws(() => sale({ entries: entries(100n, -99n) }), UnbalancedTransaction);
  });

  it('balances in each currency by itself', () => {
    const mixed = [...entries(100n), { account: 'other', amount: -100n, currency: 'USD' }];
    assert.throws(() => sale({ entries: mixed }), UnbalancedTransaction);
  });
});

for (const database of databases) {
  describe(`the ledger in ${database.name}`, () => {
    let db: TestDatabase;
    let ledger: SqlLedger;
    before(async () => {
      db = await database.open();
      ledger = new SqlLedger({ writer: db.writer });
    });
    after(() => db.close());

    const post = (transaction: LedgerTransaction) => db.unitOfWork.run(() => ledger.post(transaction));
    const write = (sql: string, values: (string | number)[] = []) => db.unitOfWork.run(() => db.writer.run(sql, values));

    it('keeps the balance of a seller’s account to the last digit, in the same transaction', async () => {
      const big = 9_007_199_254_740_993n;
      await db.unitOfWork.run(async () => {
        await ledger.post(sale({ entries: entries(big, -big) }));
        const { rows } = await db.writer.run("select balance from ledger_balances where account = 'seller:0' and currency = 'EUR'");
        assert.equal(BigInt(String(rows[0]?.['balance'])), big);
      });
      const kept = (await new SqlLedgerBooks({ reader: db.reader }).balances()).find(({ account }) => account === 'seller:1');
      assert.equal(kept?.balance, -big);
    });

    it('refuses to post one event twice', async () => {
      const subjectId = randomUUID();
      await post(sale({ subjectId, entries: entries(5n, -5n) }));
      await assert.rejects(post(sale({ subjectId, entries: entries(5n, -5n) })));
    });

    it('refuses, in the database itself, a transaction that does not balance', async () => {
      const id = randomUUID();
      const unbalanced = db.unitOfWork.run(async () => {
        await db.writer.run("insert into ledger_entries (transaction_id, line, account, amount, currency) values (?, 1, 'a', 7, 'EUR')", [
          id,
        ]);
        await db.writer.run("insert into ledger_transactions (id, kind, subject_id, posted_at) values (?, 'sale', ?, ?)", [
          id,
          id,
          new Date(),
        ]);
      });
      await assert.rejects(unbalanced, /must balance/);
    });

    it('refuses entries without a transaction, and a transaction without entries', async () => {
      const orphan = write("insert into ledger_entries (transaction_id, line, account, amount, currency) values (?, 1, 'a', 7, 'EUR')", [
        randomUUID(),
      ]);
      await assert.rejects(orphan);
      const id = randomUUID();
      const empty = db.unitOfWork.run(() =>
        db.writer.run("insert into ledger_transactions (id, kind, subject_id, posted_at) values (?, 'sale', ?, ?)", [id, id, new Date()]),
      );
      await assert.rejects(empty, /must have entries/);
    });

    it('lets nothing be added to, changed in or deleted from what is posted', async () => {
      const posted = sale({ entries: entries(5n, -5n) });
      await post(posted);
      await assert.rejects(
        write("insert into ledger_entries (transaction_id, line, account, amount, currency) values (?, 9, 'a', 0, 'EUR')", [posted.id]),
        /sealed/,
      );
      await assert.rejects(write('update ledger_entries set amount = 0 where transaction_id = ?', [posted.id]), /only grows/);
      await assert.rejects(write('delete from ledger_entries where transaction_id = ?', [posted.id]), /only grows/);
      await assert.rejects(write("update ledger_transactions set kind = 'refund' where id = ?", [posted.id]), /only grows/);
      await assert.rejects(write('delete from ledger_transactions where id = ?', [posted.id]), /only grows/);
    });

    it('is audited from its entries', async () => {
      const report = await new SqlLedgerBooks({ reader: db.reader }).audit();
      assert.equal(report.faults.length, 0);
      assert.ok(report.checkedEntries >= report.checkedTransactions * 2);
      assert.equal(
        report.balances.reduce((sum, { balance }) => sum + balance, 0n),
        0n,
      );
    });
  });
}
