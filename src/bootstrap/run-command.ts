import { type ParseArgsConfig, parseArgs } from 'node:util';
import { DomainError } from '#domain/shared/domain-error.ts';
import { InvalidConfiguration } from './config.ts';
import { GivenUp } from './given-up.ts';

export type Flags = NonNullable<ParseArgsConfig['options']>;
export type Values<F extends Flags> = ReturnType<typeof parseArgs<{ options: F; strict: true }>>['values'];
export type Say = (line: string) => void;

/** `help` says how to call it; `run` prints with `say`, and answers whether all is well. Without `words` it takes flags alone. */
type Command<F extends Flags> = {
  help: string;
  flags: F;
  words?: boolean;
  run(command: { values: Values<F>; words: string[]; say: Say }): Promise<boolean>;
};

/** The command line was wrong, and nothing was done. */
export class Misused extends Error {}

const say: Say = (line) => void process.stdout.write(`${line}\n`);

function fail(message: string, exitCode: 1 | 2): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}

/** Runs a command that ends by itself: with 0, with 1 when something is wrong, or with 2 for flags that it does not know. */
export async function runCommand<F extends Flags>({ help, flags, words: takesWords = false, run }: Command<F>): Promise<void> {
  try {
    const { values, positionals: words } = parse({ ...flags, help: { type: 'boolean' } }, takesWords);
    if (values['help'] === true) say(help);
    else if (!(await run({ values: values as Values<F>, words, say }))) process.exitCode = 1;
  } catch (error) {
    if (error instanceof Misused) fail(`${error.message}\n\n${help}`, 2);
    else if (error instanceof DomainError)
      fail([error.message, ...(error.faults ?? []).map(({ detail }) => `  - ${detail}`)].join('\n'), 1);
    else if (error instanceof InvalidConfiguration || error instanceof GivenUp) fail(error.message, 1);
    else fail(error instanceof Error ? (error.stack ?? error.message) : String(error), 1);
  }
}

/** @throws {Misused} */
function parse(options: Flags, allowPositionals: boolean) {
  try {
    return parseArgs({ options, strict: true, allowPositionals });
  } catch (error) {
    throw new Misused(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
