/** The embedded VS Code's workbench in a headless browser: what a person sees and does. */

import { type Browser, chromium, type Frame, type Locator, type Page } from 'playwright-core';
import { findChromium } from '../support/chromium.ts';

/** What the workbench is opened with. */
export interface WorkbenchOptions {
  readonly url: string;
  /** Path of the folder to open. */
  readonly folder?: string;
  /** Pairs for the page's address, such as the extension under development. */
  readonly payload?: readonly (readonly [string, string])[];
  readonly width?: number;
  readonly height?: number;
  /** Called before the page goes anywhere. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** How long anything in VS Code may take on a slow and busy machine, in milliseconds. */
export const PATIENCE = 60_000;

/** An opened workbench. */
export class Workbench {
  readonly browser: Browser;
  readonly page: Page;

  constructor(browser: Browser, page: Page) {
    this.browser = browser;
    this.page = page;
  }

  /** Opens the workbench in a browser of its own and waits until it is drawn. */
  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const browser = await chromium.launch({ ...(await findChromium()), timeout: PATIENCE });
    try {
      const viewport = { width: options.width ?? 1280, height: options.height ?? 800 };
      const page = await browser.newPage({ viewport });
      page.setDefaultTimeout(PATIENCE);
      await options.prepare?.(page);
      await page.goto(workbenchAddress(options), { waitUntil: 'commit', timeout: PATIENCE });
      await page.locator('.monaco-workbench .part.statusbar').waitFor();
      return new Workbench(browser, page);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Runs a command of the palette by its full title, as a person does. */
  async command(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type=text]').first();
    const row = this.#row(title);
    // The extension's commands come a moment after the workbench itself: ask again until they are there.
    await until(`the command ${title} in the palette`, async () => {
      // An open palette would neither open again nor look again.
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      await input.waitFor({ timeout: 5000 });
      await input.fill(`>${title}`, { timeout: 5000 });
      await row.waitFor({ timeout: 2000 });
      return true;
    });
    await row.click();
  }

  /** Chooses an entry of the open pick list by its label. */
  async pick(label: string): Promise<void> {
    // Of a long list only what can be seen is there to be clicked at.
    await this.page.locator('.quick-input-widget input[type=text]').first().fill(label);
    await this.#row(label).click();
  }

  /** Opens a file of the folder by its name, as a person does. */
  async open(name: string): Promise<void> {
    await this.command('Go to File...');
    await this.page.keyboard.type(name);
    await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: name }).first().click();
    await this.page.locator('.tab.active').filter({ hasText: name }).first().waitFor();
  }

  /** Rows say more than their label: `Mutex, mutex, Three processes ...`. */
  #row(label: string): Locator {
    const text = JSON.stringify(label);
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    return rows.and(this.page.locator(`[aria-label=${text}], [aria-label^=${JSON.stringify(`${label}, `)}]`)).first();
  }

  /** The document of a timeline that can be seen: the one in the side bar or the one in an editor. */
  async timeline(place: 'view' | 'editor'): Promise<Frame> {
    let found: Frame | undefined;
    await until(`the timeline in the ${place}`, async () => {
      for (const frame of this.page.frames()) {
        if (frame.name() !== 'active-frame' && !frame.url().includes('fake.html')) continue;
        const its = await frame.evaluate(() => document.body?.dataset.place).catch(() => undefined);
        if (its === place && (await shown(frame))) found = frame;
      }
      return found !== undefined;
    });
    return found!;
  }

  /** An item of the activity bar by its title. */
  activity(title: string): Locator {
    return this.page.locator('.part.activitybar').getByRole('tab', { name: title });
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

async function shown(frame: Frame): Promise<boolean> {
  for (let at: Frame | null = frame; at?.parentFrame(); at = at.parentFrame())
    if (!(await (await at.frameElement()).isVisible())) return false;
  return true;
}

/** The address under which a browser opens the workbench. */
export function workbenchAddress(options: Pick<WorkbenchOptions, 'url' | 'folder' | 'payload'>): string {
  const address = new URL(options.url);
  if (options.folder !== undefined) address.searchParams.set('folder', options.folder);
  if (options.payload !== undefined) address.searchParams.set('payload', JSON.stringify(options.payload));
  return address.href;
}

/** Asks until the answer is true; answers that throw count as not yet. Fails with `what` and the last reason. */
export async function until(what: string, ask: () => Promise<boolean>, limitMs = PATIENCE): Promise<void> {
  const end = Date.now() + limitMs;
  let reason: unknown = 'the answer stayed false';
  while (Date.now() < end) {
    try {
      if (await ask()) return;
      reason = 'the answer stayed false';
    } catch (error) {
      reason = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited ${limitMs / 1000} s for ${what}: ${reason instanceof Error ? reason.message : reason}`);
}
