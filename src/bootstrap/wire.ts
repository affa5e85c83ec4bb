import type { Bind, BindWhenOnFluentSyntax, Newable, ServiceIdentifier } from 'inversify';
import type { Route } from '#adapters/http/route.ts';
import { Routine, Schedule } from '#application/shared/jobs.ts';
import { JobHandler } from '#application/shared/ports.ts';

type Identifiers<Deps> = { [Name in keyof Deps]-?: ServiceIdentifier<Deps[Name]> };

/** Every group of routes that is bound; the HTTP server mounts them all. */
export const RouteGroup: ServiceIdentifier<Route[]> = 'RouteGroup';

/** Binds what a function makes of its dependencies: a missing or wrong one does not compile. */
export function wireFactory<Deps extends object, T>(
  bind: Bind,
  token: ServiceIdentifier<T>,
  build: (deps: Deps) => T,
  needs: Identifiers<Deps>,
): BindWhenOnFluentSyntax<T> {
  const names = Object.keys(needs) as (keyof Deps)[];
  return bind(token)
    .toResolvedValue(
      (...found: unknown[]) => build(Object.fromEntries(names.map((name, position) => [name, found[position]])) as Deps),
      names.map((name) => needs[name]) as ServiceIdentifier[],
    )
    .inSingletonScope();
}

/** Binds a class that takes its dependencies as one object, to itself or to the port that it implements. */
export function wire<Deps extends object, T extends object>(
  bind: Bind,
  service: Newable<T, [Deps]>,
  needs: Identifiers<Deps>,
  token: ServiceIdentifier<T> = service,
): void {
  wireFactory(bind, token, (deps: Deps) => new service(deps), needs);
}

export function wireRoutes<Deps extends object>(bind: Bind, routes: (deps: Deps) => Route[], needs: Identifiers<Deps>): void {
  wireFactory(bind, RouteGroup, routes, needs);
}

/** Binds a job handler, so that workers find it. */
export function wireHandler<Deps extends object>(bind: Bind, handler: Newable<JobHandler, [Deps]>, needs: Identifiers<Deps>): void {
  wireFactory(bind, JobHandler, (deps: Deps) => new handler(deps), needs);
}

/** Binds a use case that runs again and again. */
export function wireRoutine<Deps extends object>(
  bind: Bind,
  schedule: { jobName: string; everyMs: number },
  run: (deps: Deps) => Promise<unknown>,
  needs: Identifiers<Deps>,
): void {
  bind(Schedule).toConstantValue(new Schedule(schedule));
  wireFactory(bind, JobHandler, (deps: Deps) => new Routine({ jobName: schedule.jobName, run: () => run(deps) }), needs);
}
