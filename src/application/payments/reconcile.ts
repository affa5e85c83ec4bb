import type { Log } from '#application/shared/ports.ts';
import type { Turn } from '#application/shared/turn.ts';

/** One class of rows that reconciliation goes through; answers how many it looked at. */
type ReconcileClass = { name: string; run: (turn: Turn) => Promise<number> };
type Deps = { classes: readonly ReconcileClass[]; log: Log };
/** By class: how many were looked at, and for how many of them, where there are any, no provider answered. */
export type ReconcileReport = { lookedAt: Record<string, number | 'failed'>; unanswered: Record<string, number> };

/** Goes through every class of stuck rows. A class that fails does not keep the others from their turn. */
export class Reconcile {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async execute({ all }: { all: boolean }): Promise<ReconcileReport> {
    const { classes, log } = this.#deps;
    const { lookedAt, unanswered }: ReconcileReport = { lookedAt: {}, unanswered: {} };
    for (const { name, run } of classes) {
      const onUnanswered = () => {
        unanswered[name] = (unanswered[name] ?? 0) + 1;
      };
      try {
        lookedAt[name] = await run({ all, onUnanswered });
      } catch (error) {
        lookedAt[name] = 'failed';
        log.error('reconcile_class_failed', { class: name, cause: String(error) });
      }
    }
    log.info('reconciled', { ...lookedAt, unanswered, all });
    return { lookedAt, unanswered };
  }
}
