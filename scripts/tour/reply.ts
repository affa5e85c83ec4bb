/** Something is not as it was promised. */
export class Broken extends Error {}

let kept = 0;

/** How many promises were found kept so far. */
export const promisesKept = (): number => kept;

/** @throws {Broken} naming what was promised and what was seen. */
export function promised(holds: boolean, promise: string, seen?: unknown): asserts holds {
  if (!holds)
    throw new Broken(seen === undefined ? `not as promised: ${promise}` : `not as promised: ${promise}; saw ${JSON.stringify(seen)}`);
  kept += 1;
}

/** An answer of the server, read to its end. */
export class Reply {
  readonly request: string;
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;

  constructor(request: string, response: Response, bytes: Buffer) {
    this.request = request;
    this.status = response.status;
    this.headers = response.headers;
    this.bytes = bytes;
  }

  /** A value in the JSON body, by its path: `items.0.product_id`. */
  at(path: string): unknown {
    let value: unknown = JSON.parse(this.bytes.toString('utf8') || 'null');
    for (const key of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key];
    return value;
  }

  text(path: string): string {
    const value = this.at(path);
    promised(typeof value === 'string', `${this.request} answers a text in "${path}"`, value);
    return value;
  }

  /** @throws {Broken} unless the answer has this status, and this `code` where one is named. */
  is(status: number, code?: string): this {
    const seen = `${this.status} ${this.bytes.toString('utf8').slice(0, 500)}`;
    promised(this.status === status, `${this.request} answers ${status}`, seen);
    if (code !== undefined) promised(this.at('code') === code, `${this.request} answers ${status} with the code ${code}`, seen);
    return this;
  }

  header(name: string): string {
    return this.headers.get(name) ?? '';
  }
}
