import { type Config, InvalidConfiguration, readConfig } from './config.ts';
import type { Finding } from './diagnose.ts';
import { GivenUp } from './given-up.ts';
import { runCommand } from './run-command.ts';

const help = `npm run doctor

Looks at the configuration, the database and its migrations, the storage, the providers,
the schedules, dead letters and the books, and prints a line for each. Exits with 1 when
something is wrong. Safe beside a running server.`;

await runCommand({
  help,
  flags: {},
  run: async ({ say }) => {
    let wrong = 0;
    const tell = ({ check, isWrong, found }: Finding) => {
      if (isWrong) wrong += 1;
      say(`${isWrong ? 'FAULT' : 'ok'.padEnd(5)}  ${check.padEnd(14)} ${found}`);
    };
    const config = readOrTell(tell);
    if (config) {
      const { diagnose } = await import('./diagnose.ts');
      for await (const found of diagnose(config)) tell(found);
    }
    say(wrong === 0 ? 'all is well' : `${wrong} thing${wrong === 1 ? ' is' : 's are'} wrong`);
    return wrong === 0;
  },
});

function readOrTell(tell: (finding: Finding) => void): Config | null {
  try {
    const config = readConfig({ ...process.env, LOG_LEVEL: process.env['LOG_LEVEL']?.trim() || 'silent' });
    tell({ check: 'configuration', isWrong: false, found: `read, for ${config.NODE_ENV}` });
    return config;
  } catch (error) {
    if (!(error instanceof InvalidConfiguration || error instanceof GivenUp)) throw error;
    const faults = error instanceof InvalidConfiguration ? error.faults : [error.message];
    for (const found of faults) tell({ check: 'configuration', isWrong: true, found });
    return null;
  }
}
