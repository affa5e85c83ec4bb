const currentNames: Record<string, string> = { SMTP_USER: 'SMTP_USERNAME', FROM_EMAIL: 'SMTP_FROM', FROM_NAME: 'SMTP_FROM_NAME' };

/** Gives what is set under an old name to the current one, unless that is set too. Tells of each old name once. */
export function underCurrentNames(given: Record<string, string>, warn: (message: string) => void): Record<string, string> {
  const variables = { ...given };
  for (const [old, current] of Object.entries(currentNames)) {
    const value = given[old];
    if (value === undefined) continue;
    const ignored = given[current] === undefined ? '' : `; ${current} is set too, and wins`;
    warn(`${old} is called ${current} now: rename it, the old name will go${ignored}`);
    variables[current] ??= value;
    delete variables[old];
  }
  return variables;
}
