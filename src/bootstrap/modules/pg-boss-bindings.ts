import type { Bind } from 'inversify';
import { PgBoss } from 'pg-boss';
import { JobStore } from '#adapters/jobs/job-store.ts';
import { openPgBoss } from '#adapters/jobs/open-pg-boss.ts';
import { PgBossJobInspection } from '#adapters/jobs/pg-boss-job-inspection.ts';
import { PgBossJobQueue } from '#adapters/jobs/pg-boss-job-queue.ts';
import { PgBossJobStore } from '#adapters/jobs/pg-boss-job-store.ts';
import { ScheduleReport } from '#adapters/jobs/schedule-report.ts';
import { WakeUp } from '#adapters/jobs/wake-up.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { JobInspection } from '#application/shared/jobs.ts';
import { Ids, JobQueue, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Config } from '../config.ts';
import { wire } from '../wire.ts';

/** Apart from the rest of the jobs, so that pg-boss is loaded only where it is used. */
export function bindPgBoss(bind: Bind, { database }: Config): void {
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
  wire(bind, PgBossJobQueue, { boss: PgBoss, writer: SqlWriter, ids: Ids, wakeUp: WakeUp }, JobQueue);
  wire(bind, PgBossJobStore, { boss: PgBoss, unitOfWork: UnitOfWork, reader: SqlReader, writer: SqlWriter }, JobStore);
  wire(bind, PgBossJobInspection, { boss: PgBoss, reader: SqlReader, writer: SqlWriter, report: ScheduleReport }, JobInspection);
}
