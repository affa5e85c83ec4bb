import { Reconcile } from '#application/payments/reconcile.ts';
import { Misused } from './run-command.ts';
import { runTool } from './run-tool.ts';

const help = `npm run reconcile -- --once [--all]

Reads what is unsettled from its provider and settles it, as the workers do every
RECONCILE_INTERVAL, with a line in the log for each. Safe beside a running server, and safe to repeat.

  --once  once, and that is all (the workers do it again and again)
  --all   also what is not stuck yet, however lately it was looked at`;

await runTool({
  help,
  flags: { once: { type: 'boolean', default: false }, all: { type: 'boolean', default: false } },
  logLevel: 'info',
  run: async ({ container, values: { once, all }, say }) => {
    if (!once) throw new Misused('say --once: again and again is what the workers are for');
    const reconcile = await container.getAsync(Reconcile);
    const report = Object.entries(await reconcile.execute({ all }));
    for (const [name, lookedAt] of report)
      say(`${name.padEnd(20)} ${lookedAt === 'failed' ? 'failed: see the log' : `${lookedAt} looked at`}`);
    return report.every(([, lookedAt]) => lookedAt !== 'failed');
  },
});
