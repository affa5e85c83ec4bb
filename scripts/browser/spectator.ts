import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { promised } from '../tour/reply.ts';

/** Looks at pages, keeps pictures of them, and minds what a reader would mind. */
export class Spectator {
  readonly page: Page;
  readonly #folder: string;
  readonly #name: string;
  readonly complaints: string[] = [];

  private constructor(page: Page, { folder, name }: { folder: string; name: string }) {
    this.page = page;
    this.#folder = folder;
    this.#name = name;
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`${page.url()}: ${message.text()}`);
    });
  }

  static async open(context: BrowserContext, pictures: { folder: string; name: string }): Promise<Spectator> {
    return new Spectator(await context.newPage(), pictures);
  }

  async go(url: string): Promise<void> {
    await this.page.goto(url);
  }

  /** Presses the first button or link with this name, and waits for the page behind it. */
  async press(name: string, within = 'body'): Promise<void> {
    const place = this.page.locator(within);
    const target = place.getByRole('button', { name, exact: true }).or(place.getByRole('link', { name, exact: true }));
    await target.first().click();
    await this.page.waitForLoadState();
  }

  async see(text: string | RegExp): Promise<void> {
    const words = ((await this.page.locator('main').textContent()) ?? '').replaceAll(/\s+/g, ' ');
    promised(typeof text === 'string' ? words.includes(text) : text.test(words), `${this.page.url()} shows ${text}`, words.slice(0, 600));
  }

  /** A picture of the whole page, which must not be wider than the screen. */
  async picture(what: string): Promise<void> {
    const measure = '[document.documentElement.scrollWidth, document.documentElement.clientWidth]';
    const [needed = 0, given = 0] = await this.page.evaluate<number[]>(measure);
    promised(needed <= given, `${what} is no wider than the screen`, [needed, given]);
    await this.page.screenshot({ path: join(this.#folder, `${this.#name}-${what}.png`), fullPage: true });
  }
}
