/** Anything but white space, controls and what Unicode draws as nothing. */
const SEEN = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether a text leaves something to see. */
export function isVisible(text: string): boolean {
  return SEEN.test(text);
}
