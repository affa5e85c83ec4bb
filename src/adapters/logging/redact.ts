const SECRET_KEY =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key|api_?key|private_?key|\w*password\w*|\w*secret\w*|\w*token|\w*mail(?:_?address)?|t?otp|\w*backup_?codes?|iban)$/i;
const ADDRESS = /[^\s@<>"',;:()]{1,64}@[^\s@<>"',;:()]{1,255}/g;
const MAX_DEPTH = 6;
const MAX_TEXT = 8_192;
const MAX_JUDGED = 10_000;
const judged = new Map<string, boolean>();
const HIDDEN = '[redacted]';

/** A copy that is fit for a log: nothing under a secret's name, no mail address in any text, errors with their causes. */
function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '[deeper]';
  if (value instanceof Date) return value;
  if (value instanceof Error) return redactError(value, depth);
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`;
  if (Array.isArray(value)) return value.slice(0, 100).map((part) => redact(part, depth + 1));
  return redactFields(value, depth + 1);
}

export function redactFields(fields: object, depth = 0): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) kept[key] = isSecret(key) ? HIDDEN : redact(value, depth);
  return kept;
}

/** The names of fields are few and come again with every line. */
function isSecret(key: string): boolean {
  let secret = judged.get(key);
  if (secret === undefined) {
    secret = SECRET_KEY.test(key);
    if (judged.size < MAX_JUDGED) judged.set(key, secret);
  }
  return secret;
}

function redactText(text: string): string {
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return short.includes('@') ? short.replace(ADDRESS, '[address]') : short;
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: redactText(error.message),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    stack: redactText(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
