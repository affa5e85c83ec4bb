import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Container } from 'inversify';
import { DomainError } from '#domain/shared/domain-error.ts';
import { type Config, InvalidConfiguration, readConfig } from './config.ts';
import { buildContainer } from './container.ts';
import { prepareDatabase } from './prepare-database.ts';

type Flags = NonNullable<ParseArgsConfig['options']>;
type Values<F extends Flags> = ReturnType<typeof parseArgs<{ options: F; strict: true }>>['values'];

/** `help` says how to call it; `run` answers whether all is well, and prints with `say`. */
type Tool<F extends Flags> = {
  help: string;
  flags: F;
  run(tool: { container: Container; config: Config; values: Values<F>; say: (line: string) => void }): Promise<boolean>;
};

/** The command line was wrong, and nothing was done. */
export class Misused extends Error {}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function fail(message: string, exitCode: 1 | 2): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}

/**
 * Runs a tool over the container, without HTTP and without workers, beside a running server or without one. Exits with 0, with
 * 1 when something is wrong, or with 2 for flags that it does not know.
 */
export async function runTool<F extends Flags>({ help, flags, run }: Tool<F>): Promise<void> {
  try {
    const { values } = parse({ ...flags, help: { type: 'boolean' } });
    if (values['help'] === true) return say(help);
    const config = readConfig({ ...process.env, LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn' });
    const container = await buildContainer(config);
    try {
      await prepareDatabase(container, config);
      if (!(await run({ container, config, values: values as Values<F>, say }))) process.exitCode = 1;
    } finally {
      await container.unbindAllAsync();
    }
  } catch (error) {
    if (error instanceof Misused) fail(`${error.message}\n\n${help}`, 2);
    else if (error instanceof DomainError)
      fail([error.message, ...(error.faults ?? []).map(({ detail }) => `  - ${detail}`)].join('\n'), 1);
    else if (error instanceof InvalidConfiguration) fail(error.message, 1);
    else fail(error instanceof Error ? (error.stack ?? error.message) : String(error), 1);
  }
}

/** @throws {Misused} */
function parse(options: Flags) {
  try {
    return parseArgs({ options, strict: true });
  } catch (error) {
    throw new Misused(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
