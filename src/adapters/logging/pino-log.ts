import pino, { type DestinationStream, type Logger } from 'pino';
import { Log } from '#application/shared/ports.ts';
import { redactFields } from './redact.ts';
import { requestContext } from './request-context.ts';

type Options = { level: string; destination?: DestinationStream };

/** JSON lines, written behind the caller's back and flushed when the process ends. Every field is redacted. */
export class PinoLog extends Log {
  readonly #pino: Logger;

  constructor({ level, destination = pino.destination({ dest: 1, sync: false }) }: Options) {
    super();
    this.#pino = pino(
      {
        level,
        base: null,
        messageKey: 'event',
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        mixin: requestFields,
      },
      destination,
    );
  }

  info(event: string, fields: Record<string, unknown> = {}): void {
    this.#pino.info(redactFields(fields), event);
  }

  warn(event: string, fields: Record<string, unknown> = {}): void {
    this.#pino.warn(redactFields(fields), event);
  }

  error(event: string, fields: Record<string, unknown> = {}): void {
    this.#pino.error(redactFields(fields), event);
  }
}

function requestFields(): object {
  const request = requestContext.getStore();
  return request ? { request_id: request.requestId } : {};
}
