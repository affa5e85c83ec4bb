import { runApi } from './run-api.ts';
import { runUntilSignal } from './run-until-signal.ts';

await runUntilSignal(runApi);
