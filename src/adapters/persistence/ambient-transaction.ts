import { AsyncLocalStorage } from 'node:async_hooks';
import type { Transaction } from './transaction.ts';

/** The transaction that belongs to the running unit of work, for everybody whom it calls. */
export class AmbientTransaction {
  readonly #store = new AsyncLocalStorage<Transaction>();

  get isOpen(): boolean {
    return this.#store.getStore()?.isOver === false;
  }

  /** @throws outside of a unit of work, and in what is left running of one that is over. */
  get current(): Transaction {
    const transaction = this.#store.getStore();
    if (!transaction || transaction.isOver) throw new Error('this is only possible inside a unit of work');
    return transaction;
  }

  within<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
    return this.#store.run(transaction, () => transaction.whole(work));
  }

  nested<T>(work: () => Promise<T>): Promise<T> {
    return this.current.nested((inner) => this.within(inner, work));
  }
}
