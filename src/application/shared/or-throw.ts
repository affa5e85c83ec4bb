import { DomainError } from '#domain/shared/domain-error.ts';

/** For what a unit of work answers: a refusal that it has kept is thrown once that is committed. */
export function orThrow<Told extends object>(told: Told): Exclude<Told, DomainError> {
  if (told instanceof DomainError) throw told;
  return told as Exclude<Told, DomainError>;
}
