import { type Dependency, OpenFault } from '#application/shared/health.ts';
import type { Clock, Log } from '#application/shared/ports.ts';

const CHECK_TIMEOUT_MS = 2_000;

type Deps = { dependencies: readonly Dependency[]; clock: Clock; log: Log; keepMs: number };
export type DependencyState = { name: string; critical: boolean; ok: boolean; detail: string | null; latencyMs: number };

/**
 * The states of some dependencies, asked for at most once in `keepMs`, however many callers there are. It tells no more
 * than whether and how fast, unless it is a fault that everybody may know of: what went wrong is for the log.
 */
export class HealthCheck {
  readonly #deps: Deps;
  #asked: { at: number; states: Promise<DependencyState[]> } | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async states(): Promise<DependencyState[]> {
    const { dependencies, clock, log, keepMs } = this.#deps;
    const now = clock.now().getTime();
    if (!this.#asked || now - this.#asked.at >= keepMs) {
      this.#asked = { at: now, states: Promise.all(dependencies.map((dependency) => stateOf(dependency, log))) };
    }
    return this.#asked.states;
  }
}

async function stateOf(dependency: Dependency, log: Log): Promise<DependencyState> {
  const startedAt = performance.now();
  const fault = await faultOf(dependency, log);
  return {
    name: dependency.dependencyName,
    critical: dependency.critical,
    ok: fault === null,
    detail: fault?.detail ?? null,
    latencyMs: Math.round((performance.now() - startedAt) * 10) / 10,
  };
}

async function faultOf(dependency: Dependency, log: Log): Promise<{ detail: string | null } | null> {
  const patience = new AbortController();
  try {
    await Promise.race([dependency.check(), timeOut(patience.signal)]);
    return null;
  } catch (error) {
    log.warn('dependency_unavailable', { dependency: dependency.dependencyName, error });
    return { detail: error instanceof OpenFault ? error.message : null };
  } finally {
    patience.abort();
  }
}

function timeOut(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer in time')), CHECK_TIMEOUT_MS);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}
