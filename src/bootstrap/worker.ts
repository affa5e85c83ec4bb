import { runUntilSignal } from './run-until-signal.ts';
import { runWorker } from './run-worker.ts';

await runUntilSignal(runWorker);
