import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from 'inversify';
import { AmbientTransaction } from '#adapters/persistence/ambient-transaction.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { Dependency } from '#application/shared/health.ts';
import { IdempotencyKeys } from '#application/shared/idempotency.ts';
import { JobInspection, JobWorker, Schedule } from '#application/shared/jobs.ts';
import { JobHandler, JobQueue, UnitOfWork } from '#application/shared/ports.ts';
import { readConfig } from '#bootstrap/config.ts';
import { jobsModule } from '#bootstrap/modules/jobs.module.ts';
import { Database, persistenceModule } from '#bootstrap/modules/persistence.module.ts';
import { platformModule } from '#bootstrap/modules/platform.module.ts';
import { RecordingHandler } from '#test/contracts/opened-jobs.ts';
import { databases } from '#test/support/databases.ts';
import { buildSchema } from '#test/support/schema.ts';

for (const kind of databases) {
  describe(`the container on ${kind.name}`, () => {
    let folder: string;
    let created: Awaited<ReturnType<typeof kind.create>>;
    let container: Container;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'veza-container-'));
      created = await kind.create();
      const url = created.config.dialect === 'postgres' ? created.config.url : `sqlite:${created.config.path}`;
      const config = readConfig({ NODE_ENV: 'test', DATA_DIR: folder, DATABASE_URL: url, LOG_LEVEL: 'silent' });
      container = new Container();
      await container.loadAsync(platformModule(config), persistenceModule(config), jobsModule(config));
      await buildSchema(await container.getAsync(Database));
    });
    afterEach(async () => {
      await container.unbindAllAsync();
      await created.remove();
      await rm(folder, { recursive: true });
    });

    it('gives everything that reads, writes and queues', async () => {
      container.bind(JobHandler).toConstantValue(new RecordingHandler('sweep'));
      container.bind(Schedule).toConstantValue(new Schedule({ jobName: 'sweep', everyMs: 1_000 }));
      for (const token of [AmbientTransaction, UnitOfWork, SqlReader, SqlWriter, IdempotencyKeys, JobQueue, JobWorker, JobInspection]) {
        assert.ok(await container.getAsync<object>(token));
      }
    });

    it('runs a job that was enqueued, and the scheduled ones', async () => {
      const [sent, swept] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      container.bind(JobHandler).toConstantValue(new RecordingHandler('send', () => sent.resolve()));
      container.bind(JobHandler).toConstantValue(new RecordingHandler('sweep', () => swept.resolve()));
      container.bind(Schedule).toConstantValue(new Schedule({ jobName: 'sweep', everyMs: 60_000 }));
      const [worker, unitOfWork, queue] = await Promise.all([
        container.getAsync(JobWorker),
        container.getAsync(UnitOfWork),
        container.getAsync(JobQueue),
      ]);
      await worker.start();
      await unitOfWork.run(() => queue.enqueue('send', {}));
      await Promise.all([sent.promise, swept.promise]);
      await worker.stop({ timeoutMs: 5_000 });
      const inspection = await container.getAsync(JobInspection);
      assert.deepEqual([await inspection.counts(), (await inspection.schedules())[0]?.overdueSince], [[], null]);
    });

    it('reads what was committed, and not what is being written', async () => {
      const [unitOfWork, reader, writer] = await Promise.all([
        container.getAsync(UnitOfWork),
        container.getAsync(SqlReader),
        container.getAsync(SqlWriter),
      ]);
      const count = async () => (await reader.all('select job_name from job_schedules')).length;
      await unitOfWork.run(async () => {
        await writer.run('insert into job_schedules (job_name, since, next_run_at) values (?, ?, ?)', ['x', new Date(), new Date()]);
        assert.equal(await count(), 0);
      });
      assert.equal(await count(), 1);
    });

    it('says how the database and the jobs are', async () => {
      const dependencies = await container.getAllAsync(Dependency);
      assert.deepEqual(
        dependencies.map(({ dependencyName, critical }) => ({ dependencyName, critical })),
        [
          { dependencyName: 'database', critical: true },
          { dependencyName: 'jobs', critical: false },
        ],
      );
      await Promise.all(dependencies.map((dependency) => dependency.check()));
      await (await container.getAsync(Database)).close();
      await assert.rejects(Promise.resolve(dependencies[0]?.check()));
    });
  });
}
