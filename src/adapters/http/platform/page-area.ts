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

/** The page in place of a problem; null where no page is shown. */
export function pageInstead(area: PageArea | undefined, path: string, { headers, told }: Problem): BytesAnswer | null {
  if (!isIn(area, path)) return null;
  const page = area.refusal(told);
  return { ...page, headers: { ...headers, ...page.headers } };
}
