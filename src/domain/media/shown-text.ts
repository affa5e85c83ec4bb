import { isVisible } from '#domain/shared/is-visible.ts';

const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Characters that turn the text after them around, and so let a name pretend to be another. */
const DIRECTIONS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Text from outside, as it may be kept and shown: one well-formed line of at most `maxLength` UTF-16 units. Null when nothing is left to see. */
export function shownText(text: string, maxLength: number): string | null {
  const line = text
    .slice(0, 4 * maxLength)
    .toWellFormed()
    .replace(CONTROLS, ' ')
    .replace(DIRECTIONS, '')
    .trim();
  const cut = line.slice(0, maxLength);
  const whole = cut.isWellFormed() ? cut : cut.slice(0, -1);
  return isVisible(whole) ? whole.trim() : null;
}
