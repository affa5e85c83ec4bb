type JsonObject = Record<string, unknown>;

/** The JSON object that a webhook's body is, or null. Parsing does not recurse, and neither may its readers. */
export function parseEventBody(rawBody: Buffer): JsonObject | null {
  try {
    return objectOf(JSON.parse(rawBody.toString('utf8')));
  } catch {
    return null;
  }
}

export function objectOf(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The text under the first of these names that has any. */
export function textOf(object: JsonObject | null, ...names: string[]): string | null {
  for (const name of names) {
    const value = object && Object.hasOwn(object, name) ? object[name] : undefined;
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}
