import type { Container } from 'inversify';
import { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';
import { moneyGauges } from '#adapters/persistence/operations/money-gauges.ts';
import { SqlMoneyFigures } from '#adapters/persistence/operations/sql-money-figures.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { JobInspection } from '#application/shared/jobs.ts';
import { Clock } from '#application/shared/ports.ts';
import type { Config } from './config.ts';

/** What is counted when somebody reads the metrics: the money in motion, and the jobs. */
export async function registerGauges(container: Container, config: Config): Promise<void> {
  const metrics = container.get(PrometheusMetrics);
  const figures = new SqlMoneyFigures({ reader: await container.getAsync(SqlReader) });
  const jobs = await container.getAsync(JobInspection);
  const clock = container.get(Clock);
  const before = (now: Date, age: number) => new Date(now.getTime() - age);
  for (const gauge of moneyGauges) {
    const read = () => {
      const now = clock.now();
      return figures.read(gauge, {
        now,
        orderStuckBefore: before(now, config.RECONCILE_ORDER_STUCK_AFTER),
        refundStuckBefore: before(now, config.RECONCILE_REFUND_STUCK_AFTER),
        refundOrphanBefore: before(now, config.RECONCILE_REFUND_ORPHAN_AFTER),
      });
    };
    metrics.gauge(gauge.name, gauge.help, read, gauge.labels);
  }
  metrics.gauge('jobs_dead', 'Jobs that failed their last try, by job.', async () => counted(await jobs.counts(), 'dead'), ['job']);
  metrics.gauge('jobs_waiting', 'Jobs that wait for their turn, by job.', async () => counted(await jobs.counts(), 'waiting'), ['job']);
  metrics.gauge(
    'schedules_overdue',
    'Recurring jobs that have not run for longer than their rhythm allows, or have never run.',
    async () => (await jobs.schedules()).filter(({ overdueSince }) => overdueSince).length,
  );
}

function counted(counts: readonly { jobName: string; dead: number; waiting: number }[], what: 'dead' | 'waiting') {
  return counts.map((count) => ({ labels: { job: count.jobName }, value: count[what] }));
}
