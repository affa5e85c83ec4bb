// Plain JavaScript on purpose: it must run on every Node, to say which one is needed.
import { existsSync } from 'node:fs';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(`Veza needs Node 24 or newer, this is ${process.version}: run it by npm (npm start, npm run …), which brings its own.`);
  process.exit(1);
}
const { enableCompileCache } = await import('node:module');
enableCompileCache();
if (existsSync('.env')) process.loadEnvFile('.env');
const entries = {
  api: '../src/bootstrap/main.ts',
  worker: '../src/bootstrap/worker.ts',
  migrate: '../src/bootstrap/migrate.ts',
  'admin-create': '../src/bootstrap/admin-create.ts',
  reconcile: '../src/bootstrap/reconcile.ts',
  'ledger-audit': '../src/bootstrap/ledger-audit.ts',
  'backfill-transfer-ids': '../src/bootstrap/backfill-transfer-ids.ts',
  doctor: '../src/bootstrap/doctor.ts',
  'webhooks-replay': '../src/bootstrap/webhooks-replay.ts',
  seed: './seed.ts',
  tour: './tour.ts',
  'tour-here': './tour-here.ts',
  openapi: './write-openapi.ts',
  'browser-walk': './browser-walk.ts',
  'stripe-validator': './stripe-validator.ts',
};
const [entry = 'api'] = process.argv.splice(2, 1);
if (!Object.hasOwn(entries, entry)) {
  console.error(`there is no "${entry}" to start: choose one of ${Object.keys(entries).join(', ')}`);
  process.exit(1);
}
await import(entries[entry]);
