import { z } from 'zod';
import { consoleAnswers } from './console-door.ts';
import { consolePath } from './console-path.ts';

const FORM_BYTES = 8_192;
/** The console looks at its own cookie: nobody comes in with a bearer's token. */
const common = { base: 'root', tag: 'Console', access: 'public', answers: consoleAnswers } as const;

/** What the routes of all pages have in common. */
export function pageAt(path: string, summary: string) {
  return { ...common, method: 'get', path: consolePath + path, summary } as const;
}

/** What the routes of all forms that change something have in common. */
export function actionAt(path: string, summary: string) {
  return { ...common, method: 'post', path: consolePath + path, summary, maxBytes: FORM_BYTES, accepts: ['form'] } as const;
}

/** A filter of a list, whose form sends an empty value for "any". */
export function chosenFrom<const Option extends string>(options: readonly Option[]) {
  return z.preprocess((value) => (value === '' ? undefined : value), z.enum(options).optional());
}

/** How many rows the pages of the console have. */
export const pageSize = 25;
export const cursor = z.string().min(1).max(1000).optional();
