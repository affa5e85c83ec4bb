import type { Container } from 'inversify';
import { type Config, readConfig } from './config.ts';
import { type Flags, runCommand, type Say, type Values } from './run-command.ts';

type Tool<F extends Flags> = {
  help: string;
  flags: F;
  words?: boolean;
  /** What is logged unless LOG_LEVEL says otherwise. */
  logLevel?: 'info' | 'warn';
  run(tool: { container: Container; config: Config; values: Values<F>; words: string[]; say: Say }): Promise<boolean>;
};

/**
 * Runs a command over the container, without HTTP and without workers, beside a running server or without one. What it logs goes
 * to standard error: standard output is for what it says.
 */
export async function runTool<F extends Flags>({ help, flags, words: takesWords = false, logLevel = 'warn', run }: Tool<F>): Promise<void> {
  await runCommand({
    help,
    flags,
    words: takesWords,
    run: async ({ values, words, say }) => {
      const config = readConfig({ ...process.env, LOG_LEVEL: process.env['LOG_LEVEL']?.trim() || logLevel });
      // Loaded here, so that a word on the flags does not wait for the whole product.
      const [{ buildContainer, closeContainer }, { prepareDatabase }] = await Promise.all([
        import('./container.ts'),
        import('./prepare-database.ts'),
      ]);
      const container = await buildContainer(config, { logStream: 2 });
      try {
        await prepareDatabase(container, config);
        return await run({ container, config, values, words, say });
      } finally {
        await closeContainer(container);
      }
    },
  });
}
