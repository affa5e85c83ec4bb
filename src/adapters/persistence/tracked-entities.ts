import { StaleState } from '#application/shared/errors.ts';
import type { EntityShape } from './entity-fields.ts';
import { Mutex } from './mutex.ts';
import { places, type SqlRow, type SqlValue, type Statements } from './sql-statement.ts';
import type { StatusTransition } from './status-transitions.ts';

type Entity = Record<string, unknown>;
/** `kept` is what its row held when it was last read or written; null before it has one. */
type Tracked = { shape: EntityShape; entity: Entity; kept: readonly SqlValue[] | null; version: number; removed: boolean };

/**
 * The entities of one unit of work, each there once however often its row is read. What changed is written at the end, and
 * before their table is asked: what is new, then what changed, then what is gone. A change counts only if the row is still
 * the one that was read: the version guards it, and for a status the status that it leaves.
 */
export class TrackedEntities {
  readonly #statements: Statements;
  readonly #tables = new Map<EntityShape, Map<unknown, Tracked>>();
  readonly #writing = new Mutex();
  readonly #transitions: StatusTransition[] = [];

  /** With those of a unit of work around this one, as far as they are written. */
  constructor(statements: Statements, known: TrackedEntities | null) {
    this.#statements = statements;
    if (known) this.#takeOver(known);
  }

  add(shape: EntityShape, entity: Entity): void {
    this.#of(shape).set(entity[shape.key.name], { shape, entity, kept: null, version: 1, removed: false });
  }

  remove(shape: EntityShape, entity: Entity): void {
    const key = entity[shape.key.name];
    const tracked = this.#of(shape).get(key);
    if (!tracked) throw new Error(`${shape.table} ${String(key)} was not read in this unit of work`);
    tracked.removed = true;
  }

  /** The entity of a row that was just read. @throws {StaleState} when it was changed here and by somebody else. */
  take(shape: EntityShape, row: SqlRow): Entity {
    const table = this.#of(shape);
    const key = shape.key.take(row);
    const version = Number(row['version']);
    const known = table.get(key);
    if (known?.version === version) return known.entity;
    if (known?.kept && differing(valuesOf(shape, known.entity), known.kept).length > 0) throw stale(shape, key);
    const entity: Entity = known?.entity ?? Object.create(shape.prototype);
    fill(entity, shape, row);
    table.set(key, { shape, entity, kept: valuesOf(shape, entity), version, removed: false });
    return entity;
  }

  flush(only?: EntityShape): Promise<void> {
    return this.#writing.run(() => this.#write(only));
  }

  /** What the rows written so far have become. */
  get transitions(): readonly StatusTransition[] {
    return this.#transitions;
  }

  /** Takes over what became of everything in a unit of work inside. */
  adopt(inner: TrackedEntities): void {
    this.#takeOver(inner);
    this.#transitions.push(...inner.transitions);
  }

  /** Makes every entity again what its row holds: what was done in a unit of work inside has been undone. */
  restore(): void {
    for (const { shape, entity, kept } of this.#all()) {
      if (kept) fill(entity, shape, Object.fromEntries(shape.columns.map((column, index) => [column, kept[index]])));
    }
  }

  async #write(only?: EntityShape): Promise<void> {
    const tracked = [...(only ? this.#of(only).values() : this.#all())];
    for (const one of tracked) if (!one.kept && !one.removed) await this.#insert(one);
    for (const one of tracked) if (one.kept && !one.removed) await this.#update(one);
    for (const one of tracked) if (one.removed) await this.#delete(one);
  }

  async #insert(tracked: Tracked): Promise<void> {
    const { shape, entity } = tracked;
    const values = valuesOf(shape, entity);
    const sql = `insert into ${shape.table} (${shape.columns.join(', ')}, version) values (${places(values)}, ?)`;
    await this.#statements.run(sql, [...values, tracked.version]);
    this.#note(shape, null, values);
    tracked.kept = values;
  }

  async #update(tracked: Tracked): Promise<void> {
    const { shape, entity, kept, version } = tracked;
    const values = valuesOf(shape, entity);
    const changed = differing(values, kept ?? values);
    if (!kept || changed.length === 0) return;
    const { columns } = shape;
    const left = changed.filter((index) => columns[index] === 'status');
    const guards = ['version', ...left.map(() => 'status')].map((column) => `and ${column} = ?`);
    const sets = changed.map((index) => `${columns[index]} = ?`);
    const { changes } = await this.#statements.run(
      `update ${shape.table} set ${sets.join(', ')}, version = version + 1 where ${keyColumnOf(shape)} = ? ${guards.join(' ')}`,
      [...pick(values, changed), keyValueOf(shape, entity), version, ...pick(kept, left)],
    );
    if (changes !== 1) throw stale(shape, entity[shape.key.name]);
    if (left.length > 0) this.#note(shape, kept, values);
    tracked.kept = values;
    tracked.version = version + 1;
  }

  async #delete({ shape, entity, kept, version }: Tracked): Promise<void> {
    const key = entity[shape.key.name];
    this.#of(shape).delete(key);
    if (!kept) return;
    const sql = `delete from ${shape.table} where ${keyColumnOf(shape)} = ? and version = ?`;
    const { changes } = await this.#statements.run(sql, [keyValueOf(shape, entity), version]);
    if (changes !== 1) throw stale(shape, key);
  }

  #note(shape: EntityShape, kept: readonly SqlValue[] | null, values: readonly SqlValue[]): void {
    const status = shape.columns.indexOf('status');
    if (status === -1) return;
    const from = kept && String(kept[status]);
    this.#transitions.push({ table: shape.table, from, to: String(values[status]) });
  }

  #takeOver(other: TrackedEntities): void {
    this.#tables.clear();
    for (const tracked of other.#all()) this.#of(tracked.shape).set(tracked.entity[tracked.shape.key.name], { ...tracked });
  }

  #of(shape: EntityShape): Map<unknown, Tracked> {
    let table = this.#tables.get(shape);
    if (!table) {
      table = new Map();
      this.#tables.set(shape, table);
    }
    return table;
  }

  *#all(): Iterable<Tracked> {
    for (const table of this.#tables.values()) yield* table.values();
  }
}

function fill(entity: Entity, shape: EntityShape, row: SqlRow): void {
  for (const field of shape.fields) entity[field.name] = field.take(row);
}

const keyColumnOf = (shape: EntityShape) => String(shape.key.columns[0]);
const keyValueOf = ({ key }: EntityShape, entity: Entity) => entity[key.name] as SqlValue;
const pick = (values: readonly SqlValue[], indexes: readonly number[]) => indexes.map((index) => values[index] ?? null);

function valuesOf(shape: EntityShape, entity: Entity): SqlValue[] {
  const values: SqlValue[] = [];
  for (const field of shape.fields) field.give(entity[field.name], values);
  return values;
}

/** The positions at which they are not the same. */
function differing(values: readonly SqlValue[], others: readonly SqlValue[]): number[] {
  const positions: number[] = [];
  for (const [position, value] of values.entries()) if (!isSame(value, others[position] ?? null)) positions.push(position);
  return positions;
}

function isSame(one: SqlValue, other: SqlValue): boolean {
  return one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;
}

function stale({ table }: EntityShape, key: unknown): StaleState {
  return new StaleState('someone else changed this first: read it again', { cause: new Error(`${table} ${String(key)}`) });
}
