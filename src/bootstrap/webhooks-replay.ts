import { ReplayDeliveries } from '#application/payments/replay-deliveries.ts';
import { Misused } from './run-command.ts';
import { runTool } from './run-tool.ts';

const help = `npm run webhooks:replay -- <id> …
npm run webhooks:replay -- --failed

Processes signed webhook deliveries again, from their stored bytes. What is settled
stays as it is; forged ones are never replayed. Prints what became of each, and exits
with 1 when one could not be processed or contradicts the books.

  <id>      of a delivery, as /admin/webhooks shows it
  --failed  every delivery that ended with an error, the oldest first`;

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

await runTool({
  help,
  flags: { failed: { type: 'boolean', default: false } },
  words: true,
  run: async ({ container, values: { failed }, words, say }) => {
    if (failed === words.length > 0) throw new Misused('name deliveries, or say --failed');
    const odd = words.find((word) => !ID.test(word));
    if (odd !== undefined) throw new Misused(`${odd} is no id of a delivery`);
    const replay = await container.getAsync(ReplayDeliveries);
    let wrong = 0;
    const ids = failed ? await replay.failed() : words;
    for (const id of ids) {
      const { provider, eventType, result } = await replay.execute(id);
      if (/^(error|quarantined)/.test(result)) wrong += 1;
      say(`${id}  ${provider}  ${eventType || 'no type'}  ${result}`);
    }
    say(`${ids.length} replayed: ${ids.length - wrong} processed, ${wrong} not`);
    return wrong === 0;
  },
});
