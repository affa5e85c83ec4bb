import assert from 'node:assert/strict';
import sinon from 'sinon';
import { JobsDependency } from '#adapters/jobs/jobs-dependency.ts';
import { OpenFault } from '#application/shared/health.ts';
import type { ScheduleState } from '#application/shared/jobs.ts';

const unused = { deadLetters: sinon.fake(), retry: sinon.fake(), counts: sinon.fake(), mentioning: sinon.fake() };

describe('the health of the jobs', () => {
  const check = (...states: ScheduleState[]) =>
    new JobsDependency({ inspection: { ...unused, schedules: sinon.fake.resolves(states) } }).check();

  it('is good while every schedule keeps its rhythm', () =>
    check({ jobName: 'sweep', everyMs: 1_000, lastRunAt: new Date(), overdueSince: null }));

  it('tells everybody what never ran and what last ran too long ago, and since when it is overdue', () =>
    assert.rejects(
      check(
        { jobName: 'sweep', everyMs: 1_000, lastRunAt: null, overdueSince: new Date('2026-03-01T12:02:00Z') },
        {
          jobName: 'reconcile',
          everyMs: 3_600_000,
          lastRunAt: new Date('2026-03-01T12:00:00Z'),
          overdueSince: new Date('2026-03-01T13:02:00Z'),
        },
        { jobName: 'payouts', everyMs: 1_000, lastRunAt: null, overdueSince: null },
      ),
      new OpenFault(
        'overdue: sweep since 2026-03-01T12:02:00.000Z (never ran), reconcile since 2026-03-01T13:02:00.000Z (last ran at 2026-03-01T12:00:00.000Z)',
      ),
    ));
});
