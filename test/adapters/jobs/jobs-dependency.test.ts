import assert from 'node:assert/strict';
import sinon from 'sinon';
import { JobsDependency } from '#adapters/jobs/jobs-dependency.ts';
import type { ScheduleState } from '#application/shared/jobs.ts';

const unused = { deadLetters: sinon.fake(), retry: sinon.fake(), counts: sinon.fake(), mentioning: sinon.fake() };

describe('the health of the jobs', () => {
  const check = (...states: ScheduleState[]) =>
    new JobsDependency({ inspection: { ...unused, schedules: sinon.fake.resolves(states) } }).check();

  it('is good while every schedule keeps its rhythm', () =>
    check({ jobName: 'sweep', everyMs: 1_000, lastRunAt: new Date(), overdue: false }));

  it('names what never ran, and what last ran too long ago', () =>
    assert.rejects(
      check(
        { jobName: 'sweep', everyMs: 1_000, lastRunAt: null, overdue: true },
        { jobName: 'reconcile', everyMs: 1_000, lastRunAt: new Date('2026-03-01T12:00:00Z'), overdue: true },
        { jobName: 'payouts', everyMs: 1_000, lastRunAt: null, overdue: false },
      ),
      { message: 'overdue: sweep (never ran), reconcile (last ran at 2026-03-01T12:00:00.000Z)' },
    ));
});
