/** Where the console is, below the public URL. */
export const consolePath = '/admin';

/** The console goes by a cookie: pages of other origins have no business there. */
export function isOfConsole(path: string): boolean {
  return path === consolePath || path.startsWith(`${consolePath}/`);
}
