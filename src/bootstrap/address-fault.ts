import type { Config } from './config.ts';
import { GivenUp } from './given-up.ts';
import { reasonOf } from './reason-of.ts';

const cures: Record<string, (config: Pick<Config, 'HOST' | 'PORT'>) => string> = {
  EADDRINUSE: ({ HOST, PORT }) => `port ${PORT} of ${HOST} is taken: stop what listens there, or set PORT to another one`,
  EACCES: ({ PORT }) => `port ${PORT} is not for this user: set PORT to one from 1024 up`,
};

const strange = /^(EADDRNOTAVAIL|EAFNOSUPPORT|EINVAL|ENOTFOUND|EAI_\w+)$/;

/** What to do about an address that nobody can listen at; any other error stays as it is. */
export function addressFault(error: unknown, config: Pick<Config, 'HOST' | 'PORT'>): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cure = cures[code];
  if (cure) return new GivenUp(cure(config), { cause: error });
  if (!strange.test(code)) return error;
  const { HOST } = config;
  return new GivenUp(`HOST=${HOST} is no address of this machine (${reasonOf(error)}): set it to one, or to 0.0.0.0 for all of them`, {
    cause: error,
  });
}
