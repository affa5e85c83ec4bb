const KEY = /\b(?:sk|rk|pk|whsec|snd|dev|prod)_[\w*]+/gi;
const BEARER = /\b(bearer)\s+[\w.~+/=-]{8,}/gi;
const HIDDEN = '[redacted]';
/** A shorter one would be found in texts that have nothing to do with it. */
const SECRET_LENGTH = 8;

type Clean = (text: string) => string;
type Method = (...values: unknown[]) => unknown;

/**
 * The same adapter, but no text of its provider's that it passes on has a key in it: neither one that looks like it, nor any
 * of these. Refusals, reasons of failures, and errors with their causes are meant, which go into the log, the database and answers.
 */
export function withoutSecrets<Adapter extends object>(adapter: Adapter, secrets: readonly (string | undefined)[]): Adapter {
  const own = secrets.filter((secret) => secret !== undefined && secret.length >= SECRET_LENGTH) as string[];
  const clean: Clean = (text) =>
    own
      .reduce((kept, secret) => kept.replaceAll(secret, HIDDEN), text)
      .replaceAll(KEY, HIDDEN)
      .replaceAll(BEARER, `$1 ${HIDDEN}`);
  return new Proxy(adapter, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? guarded(member.bind(target) as Method, clean) : member;
    },
  });
}

function guarded(method: Method, clean: Clean): Method {
  return (...values) => {
    const answer = method(...values);
    if (!(answer instanceof Promise)) return answer;
    return answer.then(
      (value: unknown) => cleaned(value, clean),
      (error: unknown) => {
        throw cleanedError(error, clean);
      },
    );
  };
}

function cleaned(value: unknown, clean: Clean): unknown {
  if (Array.isArray(value)) return value.map((part) => cleaned(part, clean));
  if (!isPlain(value)) return value;
  const entries = Object.entries(value).map(([name, part]) => {
    if (name === 'cause') return [name, cleanedError(part, clean)];
    if (name === 'failure' && isPlain(part)) return [name, cleanedTexts(part, clean)];
    return [name, cleaned(part, clean)];
  });
  return Object.fromEntries(entries);
}

function cleanedTexts(object: object, clean: Clean): object {
  return Object.fromEntries(Object.entries(object).map(([name, text]) => [name, typeof text === 'string' ? clean(text) : text]));
}

/** In place: it stays the error that it is. One whose texts cannot be changed, such as that of a time-out, gets its own ones. */
function cleanedError(error: unknown, clean: Clean, seen: ReadonlySet<unknown> = new Set()): unknown {
  if (typeof error === 'string') return clean(error);
  if (!(error instanceof Error) || seen.has(error)) return error;
  for (const name of ['message', 'stack'] as const) {
    const text = error[name];
    const kept = text === undefined ? text : clean(text);
    if (kept === text) continue;
    if (!Reflect.defineProperty(error, name, { value: kept, configurable: true, writable: true })) return new Error(clean(error.message));
  }
  if (error.cause === undefined) return error;
  const cause = cleanedError(error.cause, clean, new Set([...seen, error]));
  if (cause === error.cause || Reflect.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true })) return error;
  return new Error(error.message, { cause });
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
