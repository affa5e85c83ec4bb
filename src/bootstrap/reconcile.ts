import { Reconcile, type ReconcileReport } from '#application/payments/reconcile.ts';
import { Misused, type Say } from './run-command.ts';
import { runTool } from './run-tool.ts';

const help = `npm run reconcile -- --once [--all]

Reads what is unsettled from its provider and settles it, as the workers do every
RECONCILE_INTERVAL, with a line in the log (on standard error) for each. Exits with 1
when a provider could not be asked about something, or did not answer. Safe beside a
running server, and safe to repeat.

  --once  once, and that is all (the workers do it again and again)
  --all   also what is not stuck yet, however lately it was looked at`;

await runTool({
  help,
  flags: { once: { type: 'boolean', default: false }, all: { type: 'boolean', default: false } },
  logLevel: 'info',
  run: async ({ container, values: { once, all }, say }) => {
    if (!once) throw new Misused('say --once: again and again is what the workers are for');
    const reconcile = await container.getAsync(Reconcile);
    return tell(await reconcile.execute({ all }), say);
  },
});

/** Answers whether every provider could be asked. */
function tell({ lookedAt, unanswered }: ReconcileReport, say: Say): boolean {
  let missed = 0;
  let failed = 0;
  for (const [name, count] of Object.entries(lookedAt)) {
    const without = unanswered[name] ?? 0;
    missed += without;
    if (count === 'failed') failed += 1;
    const found = count === 'failed' ? 'failed: see the log' : `${count} looked at${without > 0 ? `, ${without} without an answer` : ''}`;
    say(`${name.padEnd(20)} ${found}`);
  }
  const faults = [...(missed > 0 ? [`${missed}`] : []), ...(failed > 0 ? [`${failed} class${failed === 1 ? '' : 'es'} of rows`] : [])];
  const isWell = faults.length === 0;
  say(
    isWell
      ? 'every provider could be asked'
      : `${faults.join(' and ')} could not be looked at: see the log; the next run comes to it again`,
  );
  return isWell;
}
