import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SandboxTransferBooks } from '#adapters/payouts/sandbox/sandbox-transfer-books.ts';
import { SandboxTransferControl } from '#adapters/payouts/sandbox/sandbox-transfer-control.ts';
import { SandboxTransferService } from '#adapters/payouts/sandbox/sandbox-transfer-service.ts';
import type { TransferServiceHarness } from '#test/contracts/transfer-harness.ts';
import { behavesLikeTransferService } from '#test/contracts/transfer-service.contract.ts';

describe('the transfer service of the sandbox', () => {
  let folder: string;
  const opened: SandboxTransferBooks[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-transfers-'));
  });
  afterEach(() => {
    for (const books of opened.splice(0)) books.close();
  });
  after(() => rm(folder, { recursive: true }));

  const at = (path: string, onboarding: 'instant' | 'manual' = 'manual') => {
    const books = new SandboxTransferBooks(path);
    opened.push(books);
    const control = new SandboxTransferControl({ books });
    const onboardingUrl = (accountId: string) => `http://localhost:8080/api/v1/sandbox/accounts/${accountId}`;
    return { control, service: new SandboxTransferService({ books, control, onboarding, onboardingUrl }) };
  };

  behavesLikeTransferService(async (): Promise<TransferServiceHarness> => {
    const { control, service } = at(':memory:');
    const everyCall = ['createAccount', 'createTransfer', 'reverseTransfer', 'createPayout'] as const;
    return {
      service,
      world: {
        review: async (accountId, passed) => void control.setAccount(accountId, passed ? 'active' : 'restricted'),
        arrive: async () => {},
        bounce: async (payoutId) => void control.bounce(payoutId),
        reverseInDashboard: async (transferId, amount) => control.reverseInDashboard(transferId, BigInt(amount)),
        balance: async (accountId) => control.balance(accountId, 'EUR'),
        forgetKeys: async () => control.forgetKeys(),
        lose: async (what) => {
          for (const call of everyCall) control.disturb(call, what === 'call' ? 'lose' : 'lose-answer');
        },
        emptyPlatform: async () => control.disturb('funds', 'decline'),
      },
    };
  });

  it('keeps what happened in its own file', async () => {
    const path = join(folder, 'deep', 'sandbox-transfers.sqlite');
    const created = await at(path, 'instant').service.createAccount('a-1');
    const accountId = created.outcome === 'accepted' ? created.value.accountId : '';
    assert.equal((await at(path).service.getAccount(accountId))?.status, 'active');
  });
});
