import type { BytesAnswer } from '../answer.ts';
import type { Problem, ProblemBody } from './problem.ts';

/**
 * Where people look rather than programs, by a cookie of their own: what is refused under this path is shown on a page,
 * whoever refuses it, and pages of other origins have no business there.
 */
export type PageArea = { readonly under: string; refusal(told: ProblemBody): BytesAnswer };

export function isIn(area: PageArea | undefined, path: string): area is PageArea {
  return area !== undefined && (path === area.under || path.startsWith(`${area.under}/`));
}

/** A problem as it is told under this path: as a page, where people look. */
export function shownAt(path: string, problem: Problem, area: PageArea | undefined): BytesAnswer {
  if (!isIn(area, path)) return problem;
  const page = area.refusal(problem.told);
  return { ...page, headers: { ...problem.headers, ...page.headers } };
}
