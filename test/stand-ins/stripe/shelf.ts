import { Params } from './params.ts';
import { StripeRefusal } from './refusal.ts';

export type StripeObject = { id: string; created: number };
export type StripeList<T> = { object: 'list'; data: T[]; has_more: boolean; url: string };

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;

/** The objects of one kind, each belonging to the platform or to one connected account. */
export class Shelf<T extends StripeObject> {
  readonly #noun: string;
  readonly #prefix: string;
  readonly #objects = new Map<string, { scope: string; object: T }>();

  constructor(noun: string, prefix: string) {
    this.#noun = noun;
    this.#prefix = prefix;
  }

  newId(): string {
    return newId(this.#prefix);
  }

  add(scope: string, object: T): T {
    this.#objects.set(object.id, { scope, object });
    return object;
  }

  /** Everything, in the order of its making. */
  all(): T[] {
    return [...this.#objects.values()].map(({ object }) => object);
  }

  scopeOf(id: string): string {
    return this.#objects.get(id)?.scope ?? '';
  }

  /** @throws {StripeRefusal} also for what belongs to another account. */
  find(scope: string, id: string, param?: string, status?: number): T {
    const found = this.#objects.get(id);
    if (found?.scope !== scope) throw StripeRefusal.missing(this.#noun, id, param, status);
    return found.object;
  }

  /** Newest first; `filters` are the fields of the object that may be asked for. */
  list(scope: string, query: URLSearchParams, filters: readonly (keyof T & string)[], url: string): StripeList<T> {
    const params = new Params(query, [...filters, 'created', 'limit', 'starting_after', 'ending_before']);
    const limit = params.integer('limit') ?? DEFAULT_LIMIT;
    if (limit < 1 || limit > MAX_LIMIT) throw new StripeRefusal('Invalid limit', { code: 'parameter_invalid_integer', param: 'limit' });
    const bound = (name: string, otherwise: number) => params.integer(`created[${name}]`) ?? otherwise;
    const found = this.all()
      .reverse()
      .filter(({ id }) => this.scopeOf(id) === scope)
      .filter((object) => filters.every((name) => params.text(name) === null || params.text(name) === object[name]))
      .filter(({ created }) => created >= bound('gte', 0) && created <= bound('lte', Number.POSITIVE_INFINITY))
      .filter(({ created }) => created > bound('gt', -1) && created < bound('lt', Number.POSITIVE_INFINITY));
    const after = params.text('starting_after');
    const start = after === null ? 0 : found.indexOf(this.find(scope, after, 'starting_after')) + 1;
    return { object: 'list', data: found.slice(start, start + limit), has_more: found.length > start + limit, url };
  }
}

export function newId(prefix: string): string {
  return `${prefix}_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`;
}
