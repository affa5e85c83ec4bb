import type { Bind, Newable, ServiceIdentifier } from 'inversify';

type Identifiers<Deps> = { [Name in keyof Deps]-?: ServiceIdentifier<Deps[Name]> };

/** Binds a function of dependencies: `needs` names a token for each, and a missing or wrong one does not compile. */
export function wireFactory<Deps extends object, T>(
  bind: Bind,
  token: ServiceIdentifier<T>,
  build: (deps: Deps) => T,
  needs: Identifiers<Deps>,
): void {
  const names = Object.keys(needs) as (keyof Deps)[];
  bind(token)
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
