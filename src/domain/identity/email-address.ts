const LONGEST = 254;
const LONGEST_LOCAL_PART = 64;
const atom = String.raw`[a-z0-9!#$%&'*+/=?^_\x60{|}~-]+`;
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const ADDRESS = new RegExp(String.raw`^${atom}(?:\.${atom})*@(?:${label}(?:\.${label})+|localhost)$`);

/** One spelling for one mailbox: letter case and outer spaces never make another account. */
export function normaliseEmail(text: string): string {
  return text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** What is wrong with a normalised address; null when nothing is. ASCII only, so that no two addresses look alike. */
export function emailFault(email: string): string | null {
  if (email.length > LONGEST) return `must have at most ${LONGEST} characters`;
  const valid = email.indexOf('@') <= LONGEST_LOCAL_PART && ADDRESS.test(email);
  return valid ? null : 'must be a mail address in ASCII, such as ada@example.org';
}
