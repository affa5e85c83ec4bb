import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runCommand } from '#bootstrap/run-command.ts';
import { completeLock, type Lock } from './lock-file.ts';

const help = `npm run lock:complete

npm leaves builds for other platforms out of package-lock.json when it cannot see
them while it installs, and "npm ci" then refuses the file. This writes them in, by
what their parents ask for. Run it after an "npm install" that changed the lock.`;

await runCommand({
  help,
  flags: {},
  run: async ({ say }) => {
    const file = resolve(import.meta.dirname, '../package-lock.json');
    const lock = JSON.parse(readFileSync(file, 'utf8')) as Lock;
    const added = completeLock(lock);
    lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
    say(added.length > 0 ? `added ${added.join(', ')}` : 'the lock is complete');
    return true;
  },
});
