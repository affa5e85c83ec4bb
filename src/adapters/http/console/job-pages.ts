import { z } from 'zod';
import type { RetryJob } from '#application/operations/retry-job.ts';
import type { DeadLetter, JobCounts, JobInspection, ScheduleState } from '#application/shared/jobs.ts';
import type { Log } from '#application/shared/ports.ts';
import { html } from '../html.ts';
import { type Route, rawRoute, route } from '../route.ts';
import { idParams } from '../schemas.ts';
import type { ConsoleDoor, Visit } from './console-door.ts';
import { actionAt, cursor, pageAt, pageSize } from './console-routes.ts';
import { duration, state, time } from './shown.ts';
import { button, type Column, pager, table } from './table.ts';

type Deps = { door: ConsoleDoor; jobs: JobInspection; retryJob: RetryJob; log: Log };

export function jobPages({ door, jobs, retryJob, log }: Deps): Route[] {
  return [
    route({
      ...pageAt('/jobs', 'Jobs that failed for good, queues and schedules'),
      query: z.object({ cursor, done: z.enum(['retried']).optional() }),
      handle: async ({ query, context }) =>
        door.show(context, async (visit) => {
          const { data, nextCursor } = await jobs.deadLetters({ limit: pageSize, cursor: query.cursor });
          const pages = { to: visit.to, path: '/jobs', query: { cursor: query.cursor }, nextCursor };
          const body = html`${query.done && html`<p class="notice good">The job is back in the queue, with all of its tries before it.</p>`}
<section><h2>Dead letters</h2>${table(data, deadColumns(visit), 'No job has failed for good.')}</section>${pager(pages)}
<div class="cards"><section><h2>Queues</h2>${table(await jobs.counts(), countColumns, 'The queue is empty.')}</section>
<section><h2>Schedules</h2>${table(await jobs.schedules(), scheduleColumns, 'Nothing is scheduled.')}</section></div>`;
          return { title: 'Jobs', place: '/jobs', body };
        }),
    }),
    rawRoute({
      ...actionAt('/jobs/:id/retry', 'Put a job that failed for good back into the queue'),
      params: idParams,
      handle: async ({ params: { id }, body, context }) =>
        door.act({ context, body }, async ({ operator }) => {
          await retryJob.execute(id, operator.userId);
          log.info('console_job_retried', { jobId: id, adminId: operator.userId });
          return { go: '/jobs?done=retried' };
        }),
    }),
  ];
}

/** Of a payload nothing but ids: mails and tokens are nobody's business here. */
function subjectOf({ payload }: DeadLetter): string {
  return Object.entries(payload)
    .filter(([name]) => /Id$/.test(name))
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function deadColumns({ to, formToken }: Visit): Column<DeadLetter>[] {
  return [
    { name: 'Died', cell: ({ diedAt }) => time(diedAt) },
    { name: 'Job', cell: (job) => html`${job.jobName}<span class="soft">${subjectOf(job)}</span>` },
    { name: 'Tries', kind: 'number', cell: ({ attempts }) => attempts },
    { name: 'Last error', cell: ({ error }) => html`<span class="soft">${error}</span>` },
    { name: '', cell: ({ id }) => button({ action: to(`/jobs/${id}/retry`), formToken, label: 'Retry' }) },
  ];
}

const countColumns: Column<JobCounts>[] = [
  { name: 'Job', cell: ({ jobName }) => jobName },
  { name: 'Waiting', kind: 'number', cell: ({ waiting }) => waiting },
  { name: 'Running', kind: 'number', cell: ({ running }) => running },
  { name: 'Dead', kind: 'number', cell: ({ dead }) => (dead > 0 ? html`<span class="alarm">${dead}</span>` : dead) },
];

const scheduleColumns: Column<ScheduleState>[] = [
  { name: 'Job', cell: ({ jobName }) => jobName },
  { name: 'Every', kind: 'number', cell: ({ everyMs }) => duration(everyMs) },
  { name: 'Last ended well', cell: ({ lastRunAt }) => (lastRunAt ? time(lastRunAt) : 'not yet') },
  {
    name: '',
    cell: ({ overdueSince }) => (overdueSince ? html`<span class="alarm">overdue since ${time(overdueSince)}</span>` : state('ok')),
  },
];
