import { existsSync } from 'node:fs';
import { GivenUp } from '#bootstrap/given-up.ts';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** A Chromium of this machine. @throws {GivenUp} saying how to come by one. */
export function findBrowser(given: string | undefined): string {
  const found = (given ? [given] : usual).find((path) => existsSync(path));
  if (found) return found;
  throw new GivenUp(
    `there is no browser at ${given ?? usual.join(', ')}: install one with "apt-get install -y chromium", or say where it is in CHROMIUM_PATH`,
  );
}
