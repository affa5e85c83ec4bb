/** Where the console is, below the public URL. */
export const consolePath = '/admin';
