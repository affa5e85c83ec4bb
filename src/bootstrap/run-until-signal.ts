import { type Config, InvalidConfiguration, readConfig } from './config.ts';
import { GivenUp } from './given-up.ts';

export type Running = { stop(): Promise<void> };

/** A stop that takes longer than the drain may take is cut off here. */
const MARGIN_MS = 5_000;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** What the system refuses needs no stack: it names the file. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'syscall' in error ? error.message : (error.stack ?? error.message);
}

/** Starts one process of the product and stops it in good order at SIGTERM or SIGINT; a second signal stops it at once. */
export async function runUntilSignal(start: (config: Config) => Promise<Running>): Promise<void> {
  let running: Running;
  let config: Config;
  try {
    config = readConfig(process.env);
    running = await start(config);
  } catch (error) {
    fail(error instanceof InvalidConfiguration || error instanceof GivenUp ? error.message : `Veza could not start: ${faultOf(error)}`);
  }
  const { promise: signalled, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(1));
      resolve();
    });
  }
  await signalled;
  setTimeout(() => fail('Veza did not stop in time'), config.SHUTDOWN_TIMEOUT + MARGIN_MS).unref();
  await running.stop();
  process.exit(0);
}
