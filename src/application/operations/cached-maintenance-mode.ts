import type { Clock, Log } from '#application/shared/ports.ts';
import type { Maintenance, MaintenanceMode, MaintenanceRecord } from './maintenance.ts';

type Deps = { record: MaintenanceRecord; clock: Clock; log: Log };
const KEPT_MS = 10_000;

/** Goes on by what it knew when the record cannot be read. */
export class CachedMaintenanceMode implements MaintenanceMode {
  readonly #deps: Deps;
  #known: Maintenance | null = null;
  #freshUntil = 0;
  #reading: Promise<Maintenance> | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  current(): Maintenance | Promise<Maintenance> {
    if (this.#known && this.#now() < this.#freshUntil) return this.#known;
    return this.#reading ?? this.#readAgain();
  }

  forget(): void {
    this.#freshUntil = 0;
    this.#reading = null;
  }

  #readAgain(): Promise<Maintenance> {
    const reading: Promise<Maintenance> = this.#read().then(
      (found) => {
        // What was asked for before `forget` may be older than the change.
        if (this.#reading !== reading) return found;
        this.#reading = null;
        this.#known = found;
        this.#freshUntil = this.#now() + KEPT_MS;
        return found;
      },
      (error) => {
        if (this.#reading === reading) this.#reading = null;
        throw error;
      },
    );
    this.#reading = reading;
    return reading;
  }

  async #read(): Promise<Maintenance> {
    try {
      return await this.#deps.record.find();
    } catch (error) {
      if (!this.#known) throw error;
      this.#deps.log.warn('maintenance_not_read', { error });
      return this.#known;
    }
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}
