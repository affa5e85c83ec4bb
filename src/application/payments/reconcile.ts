import type { Log } from '#application/shared/ports.ts';

/** One class of rows that reconciliation goes through; answers how many it looked at. With `all`, those not stuck yet too. */
type ReconcileClass = { name: string; run: (options: { all: boolean }) => Promise<number> };
type Deps = { classes: readonly ReconcileClass[]; log: Log };
export type ReconcileReport = Record<string, number | 'failed'>;

/** Goes through every class of stuck rows. A class that fails does not keep the others from their turn. */
export class Reconcile {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute(options: { all: boolean }): Promise<ReconcileReport> {
    const { classes, log } = this.#deps;
    const report: ReconcileReport = {};
    for (const { name, run } of classes) {
      try {
        report[name] = await run(options);
      } catch (error) {
        report[name] = 'failed';
        log.error('reconcile_class_failed', { class: name, cause: String(error) });
      }
    }
    log.info('reconciled', { ...report, all: options.all });
    return report;
  }
}
