import { parseArgs } from 'node:util';
import { benchCheckouts } from './checkouts.ts';
import { benchForgedWebhooks } from './forged-webhooks.ts';
import { benchListeners } from './listeners.ts';
import { benchReads } from './reads.ts';
import { benchStreaming } from './streaming.ts';
import { type Figure, report } from './support/figures.ts';
import { benchUploads } from './uploads.ts';

const benches: Record<string, () => Promise<Figure[]>> = {
  reads: benchReads,
  checkouts: benchCheckouts,
  webhooks: benchForgedWebhooks,
  streaming: benchStreaming,
  listeners: benchListeners,
  uploads: benchUploads,
};

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`there is no bench "${unknown.join(', ')}": choose of ${Object.keys(benches).join(', ')}`);
  process.exit(1);
}
console.log('Ratios of what was measured in turn in this run: median (lowest to highest).\n');
let missed = 0;
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  for (const figure of await bench()) if (!report(figure)) missed += 1;
}
console.log(missed === 0 ? '\nEvery goal was met.' : `\n${missed} goal(s) missed: the numbers say by how much.`);
