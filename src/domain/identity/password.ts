const SHORTEST = 8;
const LONGEST = 128;
/** Beyond this many UTF-16 units nobody composes a password of 128 characters: it is refused before any work is done on it. */
const longestInput = 1024;
const wrongLength = `must have ${SHORTEST} to ${LONGEST} characters`;

/** One spelling for one password, whichever keyboard typed it (NFKC, as NIST SP 800-63B-3 § 5.1.1.2 advises). */
export function normalisePassword(text: string): string {
  return text.normalize('NFKC');
}

/** What no password can be, whoever's: asked before it is compared. Null when nothing is wrong. */
export function passwordInputFault(text: string): string | null {
  if (text.length > longestInput) return wrongLength;
  return text.isWellFormed() && !text.includes('\0') ? null : 'must not hold a NUL or half a surrogate pair';
}

/** What is wrong with a new password; null when nothing is. Its length counts in characters, not in bytes. */
export function passwordFault(text: string): string | null {
  const fault = passwordInputFault(text);
  if (fault) return fault;
  const { length } = [...normalisePassword(text)];
  return length < SHORTEST || length > LONGEST ? wrongLength : null;
}
