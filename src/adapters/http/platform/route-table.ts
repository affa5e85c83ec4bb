type Segment<T> = { literals: Map<string, Segment<T>>; parameter: Segment<T> | null; methods: Map<string, Entry<T>> };
type Entry<T> = { value: T; names: string[] };

type Match<T> = { value: T; params: Record<string, string> };
/** `allowed` are the methods that the path has, for the `Allow` header. */
export type Lookup<T> = { found: Match<T> | null; allowed: string[] };

/**
 * Paths by segment, so that finding one of a thousand routes costs no more than finding one of ten. Exact: case, a trailing
 * slash, a doubled slash or a percent-encoded letter make another path. A literal segment wins over a parameter.
 */
export class RouteTable<T> {
  readonly #root: Segment<T> = emptySegment();
  readonly #fixed = new Map<string, Segment<T>>();

  /** @throws when the method and path are taken. */
  add(method: string, path: string, value: T): void {
    const names: string[] = [];
    let segment = this.#root;
    for (const part of path.slice(1).split('/')) {
      if (part.startsWith(':')) {
        names.push(part.slice(1));
        segment.parameter ??= emptySegment();
        segment = segment.parameter;
      } else {
        const next = segment.literals.get(part) ?? emptySegment();
        segment.literals.set(part, next);
        segment = next;
      }
    }
    if (segment.methods.has(method)) throw new Error(`${method} ${path} is declared twice`);
    segment.methods.set(method, { value, names });
    if (names.length === 0) this.#fixed.set(path, segment);
  }

  /** Null for a path that no route has. */
  find(method: string, path: string): Lookup<T> | null {
    const fixed = this.#fixed.get(path);
    if (fixed) return lookUp(fixed, method, []);
    const values: string[] = [];
    const segment = path.startsWith('/') ? walk(this.#root, path, 1, values) : null;
    return segment && lookUp(segment, method, values);
  }
}

function emptySegment<T>(): Segment<T> {
  return { literals: new Map(), parameter: null, methods: new Map() };
}

/** Behind the last part, `from` is one past where another slash would be. */
function walk<T>(segment: Segment<T>, path: string, from: number, values: string[]): Segment<T> | null {
  if (from > path.length) return segment.methods.size > 0 ? segment : null;
  const slash = path.indexOf('/', from);
  const end = slash === -1 ? path.length : slash;
  const part = path.slice(from, end);
  const literal = segment.literals.get(part);
  const found = literal ? walk(literal, path, end + 1, values) : null;
  if (found || !segment.parameter || part === '') return found;
  const value = decoded(part);
  if (value === null) return null;
  values.push(value);
  const below = walk(segment.parameter, path, end + 1, values);
  if (!below) values.pop();
  return below;
}

function decoded(part: string): string | null {
  if (!part.includes('%')) return part;
  try {
    const text = decodeURIComponent(part);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

function lookUp<T>(segment: Segment<T>, method: string, values: readonly string[]): Lookup<T> {
  const { methods } = segment;
  const entry = methods.get(method) ?? (method === 'HEAD' ? methods.get('GET') : undefined);
  if (!entry) return { found: null, allowed: allowedBy(methods) };
  const params: Record<string, string> = {};
  for (let index = 0; index < entry.names.length; index += 1) params[entry.names[index] ?? ''] = values[index] ?? '';
  return { found: { value: entry.value, params }, allowed: [] };
}

function allowedBy(methods: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...methods.keys(), ...(methods.has('GET') ? ['HEAD'] : []), 'OPTIONS'])].sort();
}
