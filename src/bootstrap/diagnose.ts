import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from 'inversify';
import { pendingMigrations } from '#adapters/persistence/migrate.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { StorageDependency } from '#adapters/storage/storage-dependency.ts';
import { LedgerBooks } from '#application/ledger/ports.ts';
import { Storage } from '#application/media/ports.ts';
import { TransferServices } from '#application/payouts/transfer-service.ts';
import { JobInspection } from '#application/shared/jobs.ts';
import { PaymentProviders } from '#application/shared/payment-provider.ts';
import type { Config } from './config.ts';
import { buildContainer, closeContainer } from './container.ts';
import { Database } from './modules/persistence.module.ts';
import { reasonOf } from './reason-of.ts';

/** `found` says what is so; of a check that failed, what is wrong. */
export type Finding = { check: string; isWrong: boolean; found: string };
/** Answers what is so. Throws when that is not as it should be. */
type Check = { check: string; run: (container: Container, config: Config) => Promise<string> };

const ANSWER_WITHIN_MS = 3_000;

const DATABASE: Check = {
  check: 'database',
  run: async (container, { database: { dialect } }) => {
    await (await container.getAsync(SqlReader)).first('select 1 as alive');
    const pending = await pendingMigrations(await container.getAsync(Database));
    const cure = dialect === 'sqlite' ? 'start the server, which migrates it' : 'run "npm run migrate"';
    if (pending.length > 0) throw new Error(`${dialect}, ${pending.length} migration(s) behind: ${cure}`);
    return `${dialect}, reachable and up to date`;
  },
};

const ALWAYS: readonly Check[] = [
  {
    check: 'storage',
    run: async (container, { STORAGE_BACKEND: backend }) => {
      await new StorageDependency({ storage: await container.getAsync(Storage) }).check();
      return `${backend}, can be written`;
    },
  },
  {
    check: 'payments',
    run: async (container, { PAYMENT_PROVIDER: wanted }) => {
      const provider = (await container.getAsync(PaymentProviders)).current();
      return wanted === 'none' ? 'no provider: nothing is sold' : answerOf(wanted, provider);
    },
  },
  {
    check: 'transfers',
    run: async (container, { TRANSFER_PROVIDER: wanted }) => {
      const service = (await container.getAsync(TransferServices)).current();
      return wanted === 'none' ? 'no service: shares wait in the balances' : answerOf(wanted, service);
    },
  },
];

const WITH_TABLES: readonly Check[] = [
  {
    check: 'schedules',
    run: async (container) => {
      const schedules = await (await container.getAsync(JobInspection)).schedules();
      const overdue = schedules.filter(({ overdueSince }) => overdueSince);
      const named = overdue.map(({ jobName, lastRunAt }) => `${jobName} (${lastRunAt ? `last at ${lastRunAt.toISOString()}` : 'never'})`);
      if (overdue.length > 0) throw new Error(`overdue: ${named.join(', ')}: is there a process with workers?`);
      if (schedules.every(({ lastRunAt }) => lastRunAt === null)) throw new Error('none has ever run: is there a process with workers?');
      return `${schedules.length} on time`;
    },
  },
  {
    check: 'dead letters',
    run: async (container) => {
      const counts = await (await container.getAsync(JobInspection)).counts();
      const dead = counts.filter((count) => count.dead > 0);
      if (dead.length > 0) throw new Error(`${dead.map((count) => `${count.dead} of ${count.jobName}`).join(', ')}: see /admin/jobs`);
      return 'none';
    },
  },
  {
    check: 'ledger',
    run: async (container) => {
      const { faults, checkedTransactions } = await (await container.getAsync(LedgerBooks)).audit();
      const [first] = faults;
      if (first) throw new Error(`${faults.length} fault(s), the first: ${first.check}: ${first.subject}: run "npm run ledger:audit"`);
      return `${checkedTransactions} transactions balance`;
    },
  },
];

/** @throws when it would not let us in, or says nothing. */
async function answerOf(name: string, party: { takesOurKey(): Promise<boolean> } | null): Promise<string> {
  if (!party) throw new Error(`${name} is not configured`);
  const isLetIn = await Promise.race([party.takesOurKey(), sleep(ANSWER_WITHIN_MS, null, { ref: false })]).catch((error: unknown) => {
    throw new Error(`${name} cannot be asked: ${rootOf(error)}`);
  });
  if (isLetIn === null) throw new Error(`${name} did not answer within ${ANSWER_WITHIN_MS / 1000} s`);
  if (!isLetIn) throw new Error(`${name} refuses our key, or lets it do too little`);
  return `${name} answers, and takes our key`;
}

function rootOf(error: unknown): string {
  return error instanceof Error && error.cause ? rootOf(error.cause) : reasonOf(error);
}

/** Looks at everything that an installation needs. It changes nothing, but for an object that the storage is tried with. */
export async function* diagnose(config: Config): AsyncGenerator<Finding> {
  const container = await buildContainer(config, { logStream: 2 });
  try {
    const database = await finding(DATABASE, container, config);
    yield database;
    for (const check of database.isWrong ? ALWAYS : [...ALWAYS, ...WITH_TABLES]) yield await finding(check, container, config);
  } finally {
    await closeContainer(container);
  }
}

async function finding({ check, run }: Check, container: Container, config: Config): Promise<Finding> {
  try {
    return { check, isWrong: false, found: await run(container, config) };
  } catch (error) {
    return { check, isWrong: true, found: reasonOf(error) };
  }
}
