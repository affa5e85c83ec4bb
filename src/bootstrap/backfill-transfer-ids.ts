import { BackfillTransferIds } from '#application/payouts/backfill-transfer-ids.ts';
import { Progress } from './progress.ts';
import { runTool } from './run-tool.ts';

const help = `npm run backfill:transfer-ids -- [--write]

Finds the provider's ids of transfers that reached their account and lost theirs:
without one, a transfer cannot be taken back. Says each, and writes nothing unless
told to. Safe beside a running server, and safe to repeat.

  --write  write down what was found`;

const PORTION = 100;

await runTool({
  help,
  flags: { write: { type: 'boolean', default: false } },
  run: async ({ container, values: { write }, say }) => {
    const backfill = await container.getAsync(BackfillTransferIds);
    const progress = new Progress({ screen: process.stdout, portion: PORTION });
    const { checked, found, written, missing, failed } = await backfill
      .execute({
        dryRun: !write,
        onFound: ({ id, providerTransferId }) => {
          progress.end();
          say(`${id}  ${providerTransferId}`);
        },
        onProgress: (report, total) => progress.show(report.checked, total, `${report.found} found`),
      })
      .finally(() => progress.end());
    say(
      `${checked} looked at: ${found} found, ${written} written, ${missing} unknown to the provider, ${failed} could not be read${failed > 0 ? ': see the log' : ''}`,
    );
    if (!write && found > 0) say('nothing was written: say --write');
    return failed === 0;
  },
});
