/** What is wrong with a dependency, in words that anybody may read. */
export class OpenFault extends Error {}

/** A thing that this process depends on. `check` throws when it does not work, an `OpenFault` where everybody may know why; `critical` ones decide readiness. */
export abstract class Dependency {
  abstract readonly dependencyName: string;
  abstract readonly critical: boolean;
  abstract check(): Promise<void>;
}
