import { defineEntity, p } from '@mikro-orm/core';

/** The queue of a single process; with pg-boss it stays empty. A job that was done is deleted. */
export const JobMapping = defineEntity({
  name: 'JobRow',
  tableName: 'jobs',
  indexes: [{ properties: ['state', 'name', 'runAt', 'id'] }, { properties: ['name', 'key'] }],
  properties: {
    id: p.uuid().primary(),
    name: p.string().length(120),
    payload: p.text(),
    key: p.string().length(255).nullable(),
    state: p.enum(['waiting', 'running', 'dead'] as const),
    attempts: p.integer(),
    runAt: p.datetime(3),
    leasedBy: p.uuid().nullable(),
    leasedUntil: p.datetime(3).nullable(),
    lastError: p.text().nullable(),
    enqueuedAt: p.datetime(3),
    diedAt: p.datetime(3).nullable(),
  },
});

export const JobScheduleMapping = defineEntity({
  name: 'JobScheduleRow',
  tableName: 'job_schedules',
  properties: {
    jobName: p.string().length(120).primary(),
    since: p.datetime(3),
    nextRunAt: p.datetime(3),
    lastRunAt: p.datetime(3).nullable(),
  },
});
