import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { attemptKey, type TransferService } from '#application/payouts/transfer-service.ts';
import { accepted, euros, Platform, type TransferServiceHarness, type TransferWorld } from './transfer-harness.ts';
import { behavesLikeReversals } from './transfer-returns.contract.ts';

/** Every adapter of the port, in front of a provider that holds nothing yet. */
export function behavesLikeTransferService(open: () => Promise<TransferServiceHarness>): void {
  let service: TransferService;
  let world: TransferWorld;
  const platform = new Platform(() => ({ service, world }));
  beforeEach(async () => {
    ({ service, world } = await open());
  });

  it('is asked with a key that the provider takes', async () => {
    assert.equal(await service.takesOurKey(), true);
  });

  describe('a connected account', () => {
    it('is one for each key, and is what the provider thinks of the seller', async () => {
      const key = randomUUIDv7();
      const { accountId } = accepted(await service.createAccount(key, { sellerId: 'mila' }));
      assert.equal(accepted(await service.createAccount(key, { sellerId: 'mila' })).accountId, accountId);
      await world.review(accountId, true);
      const active = await service.getAccount(accountId);
      assert.deepEqual(active, { accountId, status: 'active', payoutsEnabled: true, requirementsDue: [] });
      await world.review(accountId, false);
      const restricted = await service.getAccount(accountId);
      assert.equal(restricted?.status, 'restricted');
      assert.equal(restricted.payoutsEnabled, false);
      assert.notDeepEqual(restricted.requirementsDue, []);
      const back = { returnUrl: 'https://music.example.org/done', refreshUrl: 'https://music.example.org/again' };
      assert.match((await service.createOnboardingLink(accountId, back)).url, /^https?:\/\//);
    });

    for (const id of ['acct_unknown', '..', 'a/b', '']) {
      it(`is nothing under the id ${JSON.stringify(id)}`, async () => {
        assert.equal(await service.getAccount(id), null);
        assert.equal(await service.getTransfer(id), null);
        assert.equal((await platform.reverse(id, 100)).outcome, 'not-found');
      });
    }
  });

  describe('a transfer', () => {
    it('arrives in the account, and is read and found again', async () => {
      const accountId = await platform.seller();
      const [key, wanted] = [randomUUIDv7(), platform.request(accountId)];
      const transfer = accepted(await service.createTransfer(key, wanted));
      assert.deepEqual(transfer, {
        transferId: transfer.transferId,
        accountId,
        amount: euros(1_000),
        reversed: euros(0),
        reference: key,
      });
      assert.equal(await world.balance(accountId), 1_000n);
      assert.deepEqual(await service.getTransfer(transfer.transferId), transfer);
      assert.deepEqual(await service.findTransfer(key, wanted.transferGroup), transfer);
      assert.equal(await service.findTransfer(randomUUIDv7(), wanted.transferGroup), null);
      assert.equal(await service.findTransfer(key, randomUUIDv7()), null);
    });

    it('is one however often it is asked for with one key', async () => {
      const accountId = await platform.seller();
      const [key, wanted] = [randomUUIDv7(), platform.request(accountId)];
      const first = accepted(await service.createTransfer(key, wanted));
      const [again, atOnce] = await Promise.all([service.createTransfer(key, wanted), service.createTransfer(key, wanted)]);
      assert.deepEqual([accepted(again), accepted(atOnce)], [first, first]);
      assert.equal(await world.balance(accountId), 1_000n);
    });

    it('is not answered for another amount under the same key', async () => {
      const accountId = await platform.seller();
      const [key, wanted] = [randomUUIDv7(), platform.request(accountId)];
      accepted(await service.createTransfer(key, wanted));
      assert.equal((await service.createTransfer(key, { ...wanted, amount: euros(1_001) })).outcome, 'unknown');
      assert.equal(await world.balance(accountId), 1_000n);
    });

    for (const what of ['call', 'answer'] as const) {
      it(`is unknown when its ${what} is lost, and found by its row even when the key is forgotten`, async () => {
        const accountId = await platform.seller();
        const [key, wanted] = [randomUUIDv7(), platform.request(accountId)];
        await world.lose(what);
        assert.equal((await service.createTransfer(key, wanted)).outcome, 'unknown');
        await world.forgetKeys();
        const found = await service.findTransfer(key, wanted.transferGroup);
        assert.equal(found !== null, what === 'answer');
        assert.equal(await world.balance(accountId), what === 'answer' ? 1_000n : 0n);
      });
    }

    it('is refused for an account that may not receive, and gets through under the next key of its row', async () => {
      const accountId = await platform.seller();
      const [row, wanted] = [randomUUIDv7(), platform.request(accountId)];
      await world.review(accountId, false);
      assert.equal((await service.createTransfer(attemptKey(row, 0), wanted)).outcome, 'declined');
      await world.review(accountId, true);
      assert.equal((await service.createTransfer(attemptKey(row, 0), wanted)).outcome, 'declined');
      const transfer = accepted(await service.createTransfer(attemptKey(row, 1), wanted));
      assert.equal(transfer.reference, row);
      assert.deepEqual(await service.findTransfer(row, wanted.transferGroup), transfer);
    });

    it('has to wait while the platform itself has nothing', async () => {
      const accountId = await platform.seller();
      await world.emptyPlatform();
      assert.equal((await service.createTransfer(randomUUIDv7(), platform.request(accountId))).outcome, 'not-yet');
      assert.equal(await world.balance(accountId), 0n);
    });

    it('is not sent without a key', async () => {
      await assert.rejects(service.createTransfer('', platform.request('acct_1')), /idempotency key/);
      await assert.rejects(service.createAccount(' ', { sellerId: 'mila' }), /idempotency key/);
      await assert.rejects(platform.reverse('tr_1', 100, ''), /idempotency key/);
      await assert.rejects(service.createPayout('', { accountId: 'acct_1', amount: euros(1) }), /idempotency key/);
    });
  });

  behavesLikeReversals(open);
}
