import type { AlarmAges, LedgerHistory, MotionLine, OperatorRecords, WebhookCounts } from '#application/operations/ports.ts';
import type { ReconcileNow } from '#application/payments/reconcile-now.ts';
import type { JobCounts, JobInspection, ScheduleState } from '#application/shared/jobs.ts';
import type { Clock, Log } from '#application/shared/ports.ts';
import { type Html, html } from '../html.ts';
import { type Route, rawRoute, route } from '../route.ts';
import { balanceCharts, imbalances } from './balance-chart.ts';
import type { ConsoleDoor, Visit } from './console-door.ts';
import type { Paths } from './console-frame.ts';
import { actionAt, pageAt } from './console-routes.ts';
import { duration, money, state } from './shown.ts';
import { button, table } from './table.ts';

type Deps = {
  door: ConsoleDoor;
  records: OperatorRecords;
  ages: AlarmAges;
  history: LedgerHistory;
  jobs: JobInspection;
  reconcileNow: ReconcileNow;
  clock: Clock;
  log: Log;
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CHART_DAYS = 30;

export function dashboardRoutes({ door, records, ages, history, jobs, reconcileNow, clock, log }: Deps): Route[] {
  return [
    route({
      ...pageAt('', 'The dashboard of the console'),
      handle: async ({ context }) =>
        door.show(context, async (visit) => {
          const now = clock.now();
          const before = (age: number) => new Date(now.getTime() - age);
          const webhooks = [await records.webhooksSince(before(HOUR)), await records.webhooksSince(before(DAY))] as const;
          const balances = await history.daily(before(CHART_DAYS * DAY), now);
          const body = html`<div class="cards">
<section class="wide"><h2>Money in motion</h2>${motion(await records.moneyInMotion(), ages, now, visit.to)}
<div>${button({ action: visit.to('/reconcile'), formToken: visit.formToken, label: 'Reconcile now' })}</div></section>
<section><h2>Webhooks</h2>${webhookTable(webhooks, visit.to)}</section>
<section><h2>Jobs</h2>${jobSummary(await jobs.counts(), await jobs.schedules(), visit.to)}</section>
<section class="wide"><h2>The books over ${CHART_DAYS} days</h2>${verdict(imbalances(balances), visit)}${balanceCharts(balances)}</section>
</div>`;
          return { title: 'Dashboard', place: '', body };
        }),
    }),
    rawRoute({
      ...actionAt('/reconcile', 'Read everything that is unsettled from its provider, now'),
      handle: async ({ body, context }) =>
        door.act({ context, body }, async ({ operator, to }) => {
          log.info('console_reconcile', { adminId: operator.userId });
          const { lookedAt, unanswered } = await reconcileNow.execute({ all: true }, operator.userId);
          const rows = table(
            Object.entries(lookedAt),
            [
              { name: 'Class', cell: ([name]) => name },
              { name: 'Looked at', kind: 'number', cell: ([, looked]) => (looked === 'failed' ? state('failed') : looked) },
              { name: 'No answer', kind: 'number', cell: ([name]) => alarming(unanswered[name] ?? 0) },
            ],
            'There is nothing to reconcile.',
          );
          const content = html`<section>${rows}</section><p><a href="${to('')}">To the dashboard</a></p>`;
          return { title: 'Reconciled', place: '', body: content };
        }),
    }),
  ];
}

function motion(lines: readonly MotionLine[], ages: AlarmAges, now: Date, to: Paths): Html {
  const columns = [
    { name: 'What', cell: ({ subject }: MotionLine) => subject },
    { name: 'State', cell: (line: MotionLine) => linked(line, to) },
    { name: 'Count', kind: 'number', cell: ({ count }: MotionLine) => count },
    { name: 'Sum', kind: 'number', cell: ({ sum, currency }: MotionLine) => money({ amount: sum, currency }) },
  ] as const;
  const age = ({ subject, state: name, oldestAt }: MotionLine) => {
    const lasting = now.getTime() - oldestAt.getTime();
    const alarming = lasting > (ages.of(subject, name) ?? Number.POSITIVE_INFINITY);
    return alarming ? html`<span class="alarm">${duration(lasting)} ⚠</span>` : duration(lasting);
  };
  const [moving, settled] = [
    lines.filter((line) => ages.of(line.subject, line.state) !== null),
    lines.filter((line) => ages.of(line.subject, line.state) === null),
  ];
  return html`${table(moving, [...columns, { name: 'Oldest', kind: 'number', cell: age }], 'Everything is settled.')}
<details><summary>What is settled</summary><section>${table(settled, columns, 'Nothing yet.')}</section></details>`;
}

/** Reversals and disputes have no list of their own. */
function linked({ subject, state: name }: MotionLine, to: Paths): Html {
  if (subject === 'reversals' || subject === 'disputes') return state(name);
  const status = name === 'waiting' ? 'pending' : name;
  return html`<a href="${to(`/${subject}?status=${status}`)}">${state(name)}</a>`;
}

const alarming = (count: number): Html | string => (count > 0 ? html`<span class="alarm">${count}</span>` : '0');

function webhookTable([hour, day]: readonly [WebhookCounts, WebhookCounts], to: Paths): Html {
  const rows = [
    { what: 'received', link: '/webhooks', cell: ({ received }: WebhookCounts) => String(received) },
    { what: 'failed', link: '/webhooks?result=error', cell: ({ failed }: WebhookCounts) => alarming(failed) },
    { what: 'quarantined', link: '/webhooks?result=quarantined', cell: ({ quarantined }: WebhookCounts) => alarming(quarantined) },
    { what: 'forged', link: '/webhooks?result=signature_invalid', cell: ({ forged }: WebhookCounts) => String(forged) },
  ];
  return table(
    rows,
    [
      { name: 'Deliveries', cell: ({ what, link }) => html`<a href="${to(link)}">${what}</a>` },
      { name: 'Last hour', kind: 'number', cell: ({ cell }) => cell(hour) },
      { name: 'Last day', kind: 'number', cell: ({ cell }) => cell(day) },
    ],
    '',
  );
}

function jobSummary(counts: readonly JobCounts[], schedules: readonly ScheduleState[], to: Paths): Html {
  const total = (what: 'waiting' | 'running' | 'dead') => counts.reduce((sum, count) => sum + count[what], 0);
  const overdue = schedules.filter(({ overdueSince }) => overdueSince).map(({ jobName }) => jobName);
  const dead = total('dead');
  return html`<dl><dt>Waiting</dt><dd>${total('waiting')}</dd><dt>Running</dt><dd>${total('running')}</dd>
<dt>Dead</dt><dd>${dead > 0 ? html`<a class="alarm" href="${to('/jobs')}">${dead}</a>` : '0'}</dd>
<dt>Overdue</dt><dd>${overdue.length > 0 ? html`<span class="alarm">${overdue.join(', ')}</span>` : 'none'}</dd></dl>
<p><a href="${to('/jobs')}">All jobs</a></p>`;
}

function verdict(faults: readonly { currency: string; amount: bigint }[], { to }: Visit): Html {
  const out = faults.map((fault) => html` ${money(fault)}`);
  return faults.length === 0
    ? html`<p class="notice good">The books balance. <a href="${to('/ledger')}">Balances and audit</a></p>`
    : html`<p class="notice bad">The books are out of balance by${out}. <a href="${to('/ledger')}">Run the audit</a></p>`;
}
