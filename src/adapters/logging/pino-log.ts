import pino, { type DestinationStream, type Logger } from 'pino';
import { Log } from '#application/shared/ports.ts';
import { redactFields } from './redact.ts';
import { requestContext } from './request-context.ts';

/** Where the lines of a whole process go: 1 is its standard output, 2 its standard error. */
export type LogStream = 1 | 2;
type Options = { level: string; stream?: LogStream; destination?: DestinationStream };

/** Lines wait this long for others to be written with. */
const FLUSH_EVERY_MS = 200;
const FLUSH_AT_BYTES = 4096;

/** JSON lines, written in batches, at once after an error, and when the process ends. Every field is redacted. */
export class PinoLog extends Log {
  readonly #pino: Logger;

  constructor({ level, stream = 1, destination = streamOf(stream) }: Options) {
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

const streams = new Map<LogStream, DestinationStream>();

/** One for the whole process, however many logs write there. */
function streamOf(stream: LogStream): DestinationStream {
  const open = streams.get(stream) ?? openStream(stream);
  streams.set(stream, open);
  return open;
}

function openStream(stream: LogStream): DestinationStream {
  const opened = pino.destination({ dest: stream, sync: true, minLength: FLUSH_AT_BYTES, periodicFlush: FLUSH_EVERY_MS });
  process.once('exit', () => {
    // flushSync goes round for ever where nobody reads any more; flush finds out, and disarms it.
    opened.flush();
    opened.flushSync();
  });
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
