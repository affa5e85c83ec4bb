import { ServerLock } from '#adapters/persistence/server-lock.ts';

const [path = ''] = process.argv.slice(2);
const lock = ServerLock.take(path);
process.stdout.write('taken\n');
setInterval(() => lock, 60_000);
