import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { runCommand, type Say } from '#bootstrap/run-command.ts';
import { password } from '#test/support/console-world.ts';
import { findBrowser } from './browser/find-browser.ts';
import { Spectator } from './browser/spectator.ts';
import { type Stage, setStage } from './browser/stage.ts';
import { promised, promisesKept } from './tour/reply.ts';

const help = `npm run test:browser

Starts the product, and walks through the operator's console with the Chromium of this
machine, headless and with JavaScript turned off. Pictures go to screenshots/.

  CHROMIUM_PATH  where the browser is, unless it is in its usual place`;

const folder = join(import.meta.dirname, '../screenshots');
const screens: Record<string, BrowserContextOptions> = {
  desktop: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, colorScheme: 'light' },
};

async function logIn(reader: Spectator, { world }: Stage): Promise<void> {
  await reader.go(`${world.product.urls[0]}/admin`);
  await reader.see('Log in');
  await reader.picture('login');
  await reader.page.getByLabel('Mail address').fill(world.admin.email);
  await reader.page.getByLabel('Password').fill(password);
  await reader.press('Log in');
  await reader.see('Money in motion');
}

async function lookAround(reader: Spectator, { world, refundedId, failedTransferId }: Stage): Promise<void> {
  const base = `${world.product.urls[0]}/admin`;
  await reader.picture('dashboard');
  for (const place of ['Orders', 'Refunds', 'Transfers', 'Payouts', 'Webhooks', 'Jobs', 'Ledger']) {
    await reader.press(place, 'nav');
    promised((await reader.page.locator('h1').textContent()) === place, `the navigation leads to ${place}`);
    await reader.picture(place.toLowerCase());
  }
  await reader.go(`${base}/orders/${refundedId}`);
  await reader.see(/Order placed.*Posted sale.*Refund succeeded.*Licence revoked/);
  await reader.picture('order');
  await reader.go(`${base}/transfers/${failedTransferId}`);
  await reader.picture('transfer');
}

async function putRight(reader: Spectator, { world, refundedId, failedTransferId }: Stage): Promise<void> {
  const base = `${world.product.urls[0]}/admin`;
  await reader.go(`${base}/orders/${refundedId}`);
  await reader.press('Webhook payment.succeeded');
  await reader.see('"type": "payment.succeeded"');
  await reader.picture('webhook');
  await reader.press('Replay');
  await reader.see('It was processed again');
  await reader.go(`${base}/transfers/${failedTransferId}`);
  await reader.see('permanently failed');
  await reader.press('Retry now');
  await reader.see(/It was tried again.* completed/);
  await reader.picture('transfer-retried');
  await reader.press('Jobs', 'nav');
  await reader.press('Retry');
  await reader.see('The job is back in the queue');
  await reader.press('Ledger', 'nav');
  await reader.press('Audit now');
  await reader.see('Every cent is where it belongs');
  await reader.picture('audit');
  await reader.press('Dashboard', 'nav');
  await reader.press('Reconcile now');
  await reader.see('Looked at');
  await reader.press('Log out');
  await reader.see('Log in');
  await reader.go(base);
  await reader.see('Log in');
}

async function walk(browser: Browser, stage: Stage, say: Say): Promise<void> {
  for (const [name, options] of Object.entries(screens)) {
    const context = await browser.newContext({ ...options, javaScriptEnabled: false });
    const reader = await Spectator.open(context, { folder, name });
    await logIn(reader, stage);
    await lookAround(reader, stage);
    if (name === 'phone') await putRight(reader, stage);
    promised(reader.complaints.length === 0, 'the browser complains of nothing', reader.complaints);
    await context.close();
    say(`${name}: everything is where it should be`);
  }
}

await runCommand({
  help,
  flags: {},
  run: async ({ say }) => {
    const executablePath = findBrowser(process.env['CHROMIUM_PATH']);
    mkdirSync(folder, { recursive: true });
    const stage = await setStage();
    try {
      const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
      await walk(browser, stage, say).finally(() => browser.close());
    } finally {
      await stage.world.close();
    }
    say(`${promisesKept()} promises kept; the pictures are in screenshots/`);
    return true;
  },
});
