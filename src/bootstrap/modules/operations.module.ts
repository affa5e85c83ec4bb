import { ContainerModule } from 'inversify';
import { auditAdminRoutes } from '#adapters/http/audit/audit-admin-routes.ts';
import { maintenanceRoutes } from '#adapters/http/operations/maintenance-routes.ts';
import { SqlAuditRecords } from '#adapters/persistence/audit/sql-audit-records.ts';
import { SqlMaintenanceRecord } from '#adapters/persistence/operations/sql-maintenance-record.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { AuditLog, AuditRecords } from '#application/audit/ports.ts';
import { CachedMaintenanceMode } from '#application/operations/cached-maintenance-mode.ts';
import { ForgetIdempotencyKeys, IdempotencyKeyRetention } from '#application/operations/forget-idempotency-keys.ts';
import { MaintenanceMode, MaintenanceRecord } from '#application/operations/maintenance.ts';
import { RetryJob } from '#application/operations/retry-job.ts';
import { SetMaintenance } from '#application/operations/set-maintenance.ts';
import { IdempotencyKeys } from '#application/shared/idempotency.ts';
import { JobInspection } from '#application/shared/jobs.ts';
import { Clock, Log, UnitOfWork } from '#application/shared/ports.ts';
import type { Config } from '../config.ts';
import { wire, wireRoutes, wireRoutine } from '../wire.ts';

const DAY = 86_400_000;

export const operationsModule = (config: Config) =>
  new ContainerModule(({ bind }) => {
    wire(bind, SqlMaintenanceRecord, { reader: SqlReader, writer: SqlWriter }, MaintenanceRecord);
    wire(bind, CachedMaintenanceMode, { record: MaintenanceRecord, clock: Clock, log: Log }, MaintenanceMode);
    wire(bind, SetMaintenance, {
      unitOfWork: UnitOfWork,
      record: MaintenanceRecord,
      mode: MaintenanceMode,
      audit: AuditLog,
      clock: Clock,
    });
    wire(bind, SqlAuditRecords, { reader: SqlReader }, AuditRecords);
    wireRoutes(bind, auditAdminRoutes, { records: AuditRecords });
    wire(bind, RetryJob, { unitOfWork: UnitOfWork, jobs: JobInspection, audit: AuditLog, clock: Clock });
    wireRoutes(bind, maintenanceRoutes, { record: MaintenanceRecord, setMaintenance: SetMaintenance });
    bind(IdempotencyKeyRetention).toConstantValue({ ms: config.IDEMPOTENCY_KEY_RETENTION });
    wire(bind, ForgetIdempotencyKeys, {
      unitOfWork: UnitOfWork,
      keys: IdempotencyKeys,
      retention: IdempotencyKeyRetention,
      clock: Clock,
      log: Log,
    });
    wireRoutine(bind, { jobName: 'forget-idempotency-keys', everyMs: DAY }, ({ job }: { job: ForgetIdempotencyKeys }) => job.execute(), {
      job: ForgetIdempotencyKeys,
    });
  });
