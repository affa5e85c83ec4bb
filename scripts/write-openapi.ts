import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runCommand } from '#bootstrap/run-command.ts';
import { openApiDocument } from './openapi-document.ts';

await runCommand({
  help: 'npm run openapi\n\nWrites docs/openapi.json from the declarations of the routes.',
  flags: {},
  run: async ({ say }) => {
    const file = resolve(import.meta.dirname, '../docs/openapi.json');
    writeFileSync(file, await openApiDocument());
    say(`wrote ${file}`);
    return true;
  },
});
