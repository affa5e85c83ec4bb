import type { Dependency } from '#application/shared/health.ts';
import type { SqlReader } from './sql-reader.ts';

type Deps = { reader: SqlReader };

export class DatabaseDependency implements Dependency {
  readonly dependencyName = 'database';
  readonly critical = true;
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async check(): Promise<void> {
    await this.#deps.reader.first('select 1 as alive');
  }
}
