/** A thing that this process depends on. `check` throws when it does not work; `critical` ones decide readiness. */
export abstract class Dependency {
  abstract readonly dependencyName: string;
  abstract readonly critical: boolean;
  abstract check(): Promise<void>;
}
