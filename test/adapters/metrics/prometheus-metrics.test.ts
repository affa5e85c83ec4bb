import assert from 'node:assert/strict';
import { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';

describe('Prometheus metrics', () => {
  it('count events by their labels', async () => {
    const metrics = new PrometheusMetrics();
    metrics.count('refunds', { outcome: 'declined' });
    metrics.count('refunds', { outcome: 'declined' });
    metrics.count('refunds', { outcome: 'accepted' });
    metrics.count('mails_sent');
    const text = await metrics.text();
    assert.match(text, /veza_refunds_total\{outcome="declined"\} 2/);
    assert.match(text, /veza_refunds_total\{outcome="accepted"\} 1/);
    assert.match(text, /veza_mails_sent_total 1/);
  });

  it('never fail the caller over a label', async () => {
    const metrics = new PrometheusMetrics();
    metrics.count('refunds', { outcome: 'declined' });
    metrics.count('refunds', { provider: 'stripe' });
    assert.match(await metrics.text(), /veza_refunds_total\{outcome=""\} 1/);
  });

  it('ask a gauge each time they are read, and survive one that cannot say', async () => {
    const metrics = new PrometheusMetrics();
    let depth = 0;
    metrics.gauge('queue_depth', 'Jobs that wait', () => ++depth);
    metrics.gauge('broken', 'A value that is away', async () => {
      throw new Error('no database');
    });
    await metrics.text();
    const text = await metrics.text();
    assert.match(text, /veza_queue_depth 2/);
    assert.match(text, /veza_broken Nan/i);
  });

  it('are kept apart from those of another instance', async () => {
    const first = new PrometheusMetrics();
    first.count('refunds');
    assert.doesNotMatch(await new PrometheusMetrics().text(), /refunds/);
  });
});
