import { type Config, InvalidConfiguration, readConfig } from './config.ts';

/** Runs a tool that ends by itself: with 0, or with 1 and a word on what was wrong. */
export async function runOnce(run: (config: Config) => Promise<void>): Promise<void> {
  try {
    await run(readConfig(process.env));
  } catch (error) {
    const unexpected = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${error instanceof InvalidConfiguration ? error.message : unexpected}\n`);
    process.exitCode = 1;
  }
}
