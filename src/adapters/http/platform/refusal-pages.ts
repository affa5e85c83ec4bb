import type { BytesAnswer } from '../answer.ts';
import type { Problem, ProblemBody } from './problem.ts';

/** Where people look rather than programs: what is refused under this path is shown on a page, whoever refuses it. */
export type RefusalPages = { readonly under: string; refusal(told: ProblemBody): BytesAnswer };

/** The page in place of a problem; null where no page is shown. */
export function pageInstead(pages: RefusalPages | undefined, path: string, { headers, told }: Problem): BytesAnswer | null {
  if (!pages || (path !== pages.under && !path.startsWith(`${pages.under}/`))) return null;
  const page = pages.refusal(told);
  return { ...page, headers: { ...headers, ...page.headers } };
}
