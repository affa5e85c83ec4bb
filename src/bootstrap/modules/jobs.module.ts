import { MikroORM } from '@mikro-orm/sql';
import { type Bind, ContainerModule } from 'inversify';
import { PgBoss } from 'pg-boss';
import { ConcurrentJobWorker } from '#adapters/jobs/concurrent-job-worker.ts';
import { EmbeddedJobInspection } from '#adapters/jobs/embedded-job-inspection.ts';
import { EmbeddedJobQueue } from '#adapters/jobs/embedded-job-queue.ts';
import { EmbeddedJobStore } from '#adapters/jobs/embedded-job-store.ts';
import { JobStore } from '#adapters/jobs/job-store.ts';
import { JobsDependency } from '#adapters/jobs/jobs-dependency.ts';
import { openPgBoss } from '#adapters/jobs/open-pg-boss.ts';
import { PgBossJobInspection } from '#adapters/jobs/pg-boss-job-inspection.ts';
import { PgBossJobQueue } from '#adapters/jobs/pg-boss-job-queue.ts';
import { PgBossJobStore } from '#adapters/jobs/pg-boss-job-store.ts';
import { ScheduleReport } from '#adapters/jobs/schedule-report.ts';
import { ScheduleTicker } from '#adapters/jobs/schedule-ticker.ts';
import { WakeUp } from '#adapters/jobs/wake-up.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { Dependency } from '#application/shared/health.ts';
import { JobInspection, JobWorker, Schedule } from '#application/shared/jobs.ts';
import { Clock, Ids, JobHandler, JobQueue, Log, Metrics, UnitOfWork } from '#application/shared/ports.ts';
import type { Config } from '../config.ts';
import { wire, wireFactory } from '../wire.ts';

type Orm = { orm: MikroORM };

function bindEmbedded(bind: Bind): void {
  wire(bind, EmbeddedJobQueue, { writer: SqlWriter, clock: Clock, ids: Ids, wakeUp: WakeUp }, JobQueue);
  wire(bind, EmbeddedJobStore, { unitOfWork: UnitOfWork, reader: SqlReader, writer: SqlWriter, clock: Clock, ids: Ids }, JobStore);
  const inspection = { reader: SqlReader, writer: SqlWriter, report: ScheduleReport, clock: Clock, wakeUp: WakeUp };
  wire(bind, EmbeddedJobInspection, inspection, JobInspection);
}

function bindPgBoss(bind: Bind, { database }: Config): void {
  bind(PgBoss)
    .toResolvedValue(
      (log: Log) => {
        if (database.dialect !== 'postgres') throw new Error('pg-boss needs PostgreSQL');
        return openPgBoss({ url: database.url, log });
      },
      [Log],
    )
    .inSingletonScope()
    .onDeactivation((boss) => boss.stop({ graceful: false }));
  type Queue = Orm & Omit<ConstructorParameters<typeof PgBossJobQueue>[0], 'em'>;
  wireFactory(bind, JobQueue, ({ orm, ...deps }: Queue) => new PgBossJobQueue({ ...deps, em: orm.em }), {
    orm: MikroORM,
    boss: PgBoss,
    ids: Ids,
    wakeUp: WakeUp,
  });
  wire(bind, PgBossJobStore, { boss: PgBoss, unitOfWork: UnitOfWork, reader: SqlReader, writer: SqlWriter }, JobStore);
  type Inspection = Orm & Omit<ConstructorParameters<typeof PgBossJobInspection>[0], 'em'>;
  wireFactory(bind, JobInspection, ({ orm, ...deps }: Inspection) => new PgBossJobInspection({ ...deps, em: orm.em }), {
    orm: MikroORM,
    boss: PgBoss,
    reader: SqlReader,
    writer: SqlWriter,
    report: ScheduleReport,
  });
}

const adapters = { embedded: bindEmbedded, 'pg-boss': bindPgBoss } satisfies Record<Config['QUEUE'], (bind: Bind, config: Config) => void>;

const every = <T>(serviceIdentifier: T) => ({ serviceIdentifier, isMultiple: true }) as const;

export const jobsModule = (config: Config) =>
  new ContainerModule(({ bind }) => {
    bind(WakeUp).toConstantValue(new WakeUp());
    adapters[config.QUEUE](bind, config);
    bind(ScheduleReport)
      .toResolvedValue(
        (reader: SqlReader, clock: Clock, schedules: Schedule[]) => new ScheduleReport({ reader, clock, schedules }),
        [SqlReader, Clock, every(Schedule)],
      )
      .inSingletonScope();
    bind(ScheduleTicker)
      .toResolvedValue(
        (
          unitOfWork: UnitOfWork,
          reader: SqlReader,
          writer: SqlWriter,
          queue: JobQueue,
          store: JobStore,
          clock: Clock,
          schedules: Schedule[],
        ) => new ScheduleTicker({ unitOfWork, reader, writer, queue, store, clock, schedules }),
        [UnitOfWork, SqlReader, SqlWriter, JobQueue, JobStore, Clock, every(Schedule)],
      )
      .inSingletonScope();
    bind(JobWorker)
      .toResolvedValue(
        (store: JobStore, ticker: ScheduleTicker, wakeUp: WakeUp, log: Log, metrics: Metrics, handlers: JobHandler[]) =>
          new ConcurrentJobWorker({ store, ticker, wakeUp, log, metrics, handlers }),
        [JobStore, ScheduleTicker, WakeUp, Log, Metrics, every(JobHandler)],
      )
      .inSingletonScope();
    wire(bind, JobsDependency, { inspection: JobInspection }, Dependency);
  });
