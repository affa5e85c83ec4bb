/** What is wrong with a user name; null when nothing is. */
export function usernameFault(username: string): string | null {
  return /^[a-zA-Z0-9_.-]{3,30}$/.test(username) ? null : 'must have 3 to 30 letters, digits, underscores, dots or dashes, in ASCII';
}

/** Two names with one key are the same name. */
export function usernameKeyOf(username: string): string {
  return username.toLowerCase();
}
