import pino, { type DestinationStream, type Logger } from 'pino';
import { Log } from '#application/shared/ports.ts';
import { redactFields } from './redact.ts';
import { requestContext } from './request-context.ts';

type Options = { level: string; destination?: DestinationStream };

/** Lines wait this long for others to be written with. */
const FLUSH_EVERY_MS = 200;
const FLUSH_AT_BYTES = 4096;

/** JSON lines, written in batches, at once after an error, and when the process ends. Every field is redacted. */
export class PinoLog extends Log {
  readonly #pino: Logger;

  constructor({ level, destination = standardOutput() }: Options) {
    super();
    this.#pino = pino(
      {
        level,
        base: null,
        messageKey: 'event',
        timestamp: timeOfLine,
        formatters: { level: (label) => ({ level: label }) },
        mixin: requestFields,
      },
      destination,
    );
  }

  info(event: string, fields: Record<string, unknown> = {}): void {
    if (this.#pino.isLevelEnabled('info')) this.#pino.info(redactFields(fields), event);
  }

  warn(event: string, fields: Record<string, unknown> = {}): void {
    this.#pino.warn(redactFields(fields), event);
  }

  error(event: string, fields: Record<string, unknown> = {}): void {
    this.#pino.error(redactFields(fields), event);
    this.#pino.flush();
  }
}

let output: DestinationStream | null = null;

/** One for the whole process, however many logs write there. */
function standardOutput(): DestinationStream {
  output ??= openStandardOutput();
  return output;
}

function openStandardOutput(): DestinationStream {
  const opened = pino.destination({ dest: 1, sync: true, minLength: FLUSH_AT_BYTES, periodicFlush: FLUSH_EVERY_MS });
  process.once('exit', () => opened.flushSync());
  return opened;
}

function requestFields(): object {
  const request = requestContext.getStore();
  return request ? { request_id: request.requestId } : {};
}

let lastTime = 0;
let lastText = '';

/** ISO 8601, written once a millisecond however many lines that has. */
function timeOfLine(): string {
  const now = Date.now();
  if (now !== lastTime) {
    lastTime = now;
    lastText = `,"time":"${new Date(now).toISOString()}"`;
  }
  return lastText;
}
