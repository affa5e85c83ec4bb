import type { AmbientTransaction } from './ambient-transaction.ts';
import { type EntityMapping, type EntityShape, shapeOf } from './entity-fields.ts';
import type { SqlValue } from './sql-statement.ts';

/**
 * The rows of one table as entities of the ambient unit of work, by the entity's mapping. Conditions are SQL with `?` for
 * parameters, and may end in an order and a limit. `…ForUpdate` locks the rows until the unit of work ends.
 */
export class EntityTable<Entity extends object> {
  readonly #ambient: AmbientTransaction;
  readonly #shape: EntityShape;
  readonly #select: string;

  constructor(ambient: AmbientTransaction, mapping: EntityMapping<Entity>) {
    this.#ambient = ambient;
    this.#shape = shapeOf(mapping);
    this.#select = `select ${this.#shape.columns.join(', ')}, version from ${this.#shape.table} where `;
  }

  /** Its row is written when the unit of work ends, or when the table is asked before that. */
  async add(entity: Entity): Promise<void> {
    this.#ambient.current.entities.add(this.#shape, entity as Record<string, unknown>);
  }

  async remove(entity: Entity): Promise<void> {
    this.#ambient.current.entities.remove(this.#shape, entity as Record<string, unknown>);
  }

  /** Writes now what has changed in this table. */
  flush(): Promise<void> {
    return this.#ambient.current.entities.flush(this.#shape);
  }

  async first(condition: string, parameters: readonly SqlValue[]): Promise<Entity | null> {
    return (await this.all(condition, parameters))[0] ?? null;
  }

  async firstForUpdate(condition: string, parameters: readonly SqlValue[]): Promise<Entity | null> {
    return (await this.allForUpdate(condition, parameters))[0] ?? null;
  }

  async count(condition: string, parameters: readonly SqlValue[]): Promise<number> {
    await this.flush();
    const { rows } = await this.#ambient.current.run(`select count(*) as rows from ${this.#shape.table} where ${condition}`, parameters);
    return Number(rows[0]?.['rows']);
  }

  all(condition: string, parameters: readonly SqlValue[]): Promise<Entity[]> {
    return this.#read(this.#select + condition, parameters);
  }

  /** SQLite has one writer, which whoever is in a unit of work is already. */
  allForUpdate(condition: string, parameters: readonly SqlValue[]): Promise<Entity[]> {
    const locking = this.#ambient.current.dialect === 'postgres' ? ' for update' : '';
    return this.#read(this.#select + condition + locking, parameters);
  }

  /** The first row that nobody else holds, held until the unit of work ends: PostgreSQL passes over those that others have. */
  async claimFirst(condition: string, parameters: readonly SqlValue[]): Promise<Entity | null> {
    const locking = this.#ambient.current.dialect === 'postgres' ? ' for update skip locked' : '';
    return (await this.#read(`${this.#select}${condition} limit 1${locking}`, parameters))[0] ?? null;
  }

  async #read(sql: string, parameters: readonly SqlValue[]): Promise<Entity[]> {
    const transaction = this.#ambient.current;
    await transaction.entities.flush(this.#shape);
    const { rows } = await transaction.run(sql, parameters);
    return rows.map((row) => transaction.entities.take(this.#shape, row) as Entity);
  }
}
