import { type Bind, ContainerModule } from 'inversify';
import { ConcurrentJobWorker } from '#adapters/jobs/concurrent-job-worker.ts';
import { EmbeddedJobInspection } from '#adapters/jobs/embedded-job-inspection.ts';
import { EmbeddedJobQueue } from '#adapters/jobs/embedded-job-queue.ts';
import { EmbeddedJobStore } from '#adapters/jobs/embedded-job-store.ts';
import { Foreground } from '#adapters/jobs/foreground.ts';
import { JobStore } from '#adapters/jobs/job-store.ts';
import { JobsDependency } from '#adapters/jobs/jobs-dependency.ts';
import { ScheduleReport } from '#adapters/jobs/schedule-report.ts';
import { ScheduleTicker } from '#adapters/jobs/schedule-ticker.ts';
import { WakeUp } from '#adapters/jobs/wake-up.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { Dependency } from '#application/shared/health.ts';
import { JobInspection, JobWorker, Schedule } from '#application/shared/jobs.ts';
import { Clock, Ids, JobHandler, JobQueue, Log, Metrics, UnitOfWork } from '#application/shared/ports.ts';
import type { Config } from '../config.ts';
import { wire } from '../wire.ts';

function bindEmbedded(bind: Bind): void {
  wire(bind, EmbeddedJobQueue, { writer: SqlWriter, clock: Clock, ids: Ids, wakeUp: WakeUp }, JobQueue);
  wire(bind, EmbeddedJobStore, { unitOfWork: UnitOfWork, reader: SqlReader, writer: SqlWriter, clock: Clock, ids: Ids }, JobStore);
  const inspection = { reader: SqlReader, writer: SqlWriter, report: ScheduleReport, clock: Clock, wakeUp: WakeUp };
  wire(bind, EmbeddedJobInspection, inspection, JobInspection);
}

const adapters = {
  embedded: async (bind) => bindEmbedded(bind),
  'pg-boss': async (bind, config) => (await import('./pg-boss-bindings.ts')).bindPgBoss(bind, config),
} satisfies Record<Config['QUEUE'], (bind: Bind, config: Config) => Promise<void>>;

const every = <T>(serviceIdentifier: T) => ({ serviceIdentifier, isMultiple: true }) as const;

export const jobsModule = (config: Config) =>
  new ContainerModule(async ({ bind }) => {
    bind(WakeUp).toConstantValue(new WakeUp());
    bind(Foreground).toConstantValue(new Foreground());
    await adapters[config.QUEUE](bind, config);
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
        (
          store: JobStore,
          ticker: ScheduleTicker,
          wakeUp: WakeUp,
          foreground: Foreground,
          log: Log,
          metrics: Metrics,
          handlers: JobHandler[],
        ) => new ConcurrentJobWorker({ store, ticker, wakeUp, foreground, log, metrics, handlers }),
        [JobStore, ScheduleTicker, WakeUp, Foreground, Log, Metrics, every(JobHandler)],
      )
      .inSingletonScope();
    wire(bind, JobsDependency, { inspection: JobInspection }, Dependency);
  });
