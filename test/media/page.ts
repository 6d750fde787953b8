/** Opens the timeline's page in a real browser with a stand-in for VS Code around it. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { HostMessage, RunInfo, ViewMessage } from '../../src/trace/protocol.ts';
import { findChromium } from '../support/chromium.ts';
import { THEMES, type Theme, type ThemeName } from './themes.ts';

const ORIGIN = 'http://timeline.test';
/** What the extension allows the page, with the stand-in's own script. */
const POLICY = `default-src 'none'; style-src ${ORIGIN}; script-src 'nonce-page'; img-src data:`;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let built: Promise<{ script: string; style: string }> | undefined;

/** Starts the browser that the tests share. */
export async function launch(): Promise<Browser> {
  const { executablePath, args } = await findChromium();
  return chromium.launch({ executablePath, args });
}

async function bundle(): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    entryPoints: ['media/timeline.ts', 'media/timeline.css'],
    outdir: 'out',
    bundle: true,
    write: false,
    format: 'esm',
    target: 'chrome128',
    logLevel: 'silent',
  });
  const text = (end: string) => outputFiles.find((file) => file.path.endsWith(end))!.text;
  return { script: text('.js'), style: text('.css') };
}

/** How to open the page. */
export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  readonly state?: unknown;
}

/**
 * To be called in a suite: one browser for its tests, in which each test may open a page. The page is closed after the
 * test, which fails when the page had an error.
 */
export function usePages(): { open(options?: OpenOptions): Promise<TimelinePage> } {
  let browser: Browser;
  let opened: TimelinePage | undefined;
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());
  afterEach(async () => {
    const page = opened;
    opened = undefined;
    await page?.close();
    assert.deepEqual(page?.errors ?? [], []);
  });
  return {
    open: async (options) => {
      opened = await TimelinePage.open(browser, options);
      return opened;
    },
  };
}

/** The page, and the extension's side of it. */
export class TimelinePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, options: OpenOptions = {}): Promise<TimelinePage> {
    built ??= bundle();
    const { script, style } = await built;
    const theme: Theme = THEMES[options.theme ?? 'dark'];
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1200, height: options.height ?? 700 },
      deviceScaleFactor: options.scale ?? 1,
    });
    const page = await context.newPage();
    const variables = Object.entries(theme.variables).map(([name, value]) => `--vscode-${name}: ${value};`);
    const body =
      theme.kind === 'vscode-high-contrast-light' ? 'vscode-high-contrast-light vscode-high-contrast' : theme.kind;
    const html = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Heddle</title>
      <link rel="stylesheet" href="/theme.css"><link rel="stylesheet" href="/timeline.css"></head>
      <body class="${body}" data-vscode-theme-kind="${theme.kind}"><script type="module" nonce="page" src="/timeline.js"></script></body></html>`;
    await page.route(`${ORIGIN}/**`, (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path === '/timeline.js') return route.fulfill({ contentType: 'text/javascript', body: script });
      if (path === '/timeline.css') return route.fulfill({ contentType: 'text/css', body: style });
      if (path === '/theme.css')
        return route.fulfill({ contentType: 'text/css', body: `:root { ${variables.join(' ')} }` });
      return route.fulfill({ contentType: 'text/html', body: html, headers: { 'Content-Security-Policy': POLICY } });
    });
    await page.addInitScript((state) => {
      const posted: unknown[] = [];
      Object.assign(globalThis, {
        posted,
        kept: state,
        acquireVsCodeApi: () => ({
          postMessage: (message: unknown) => posted.push(message),
          getState: () => (globalThis as unknown as { kept: unknown }).kept,
          setState: (value: unknown) => Object.assign(globalThis, { kept: value }),
        }),
      });
    }, options.state);
    const opened = new TimelinePage(page);
    page.on('pageerror', (error) => opened.errors.push(String(error.stack ?? error)));
    page.on('console', (message) => {
      if (message.type() === 'error') opened.errors.push(message.text());
    });
    await page.goto(`${ORIGIN}/`);
    await page.waitForFunction(() =>
      (globalThis as unknown as { posted: { type: string }[] }).posted.some((message) => message.type === 'ready'),
    );
    return opened;
  }

  readonly errors: string[] = [];

  /** Sends a message as the extension does. */
  async send(message: HostMessage): Promise<void> {
    const plain =
      message.type === 'frames' ? { type: 'frames', base64: Buffer.from(message.bytes).toString('base64') } : message;
    await this.page.evaluate(
      (sent: { type: string; base64?: string }) => {
        const data =
          sent.base64 === undefined
            ? sent
            : { type: sent.type, bytes: Uint8Array.from(atob(sent.base64), (c) => c.charCodeAt(0)) };
        postMessage(data, '*');
      },
      plain as { type: string; base64?: string },
    );
  }

  /** Shows a whole trace, ended or as if it were still going on. */
  async show(bytes: Uint8Array, run: Partial<RunInfo> = {}): Promise<void> {
    const info: RunInfo = { id: '1', title: 'Mutex', program: '/demo/mutex.ts', live: false, ...run };
    await this.send({ type: 'reset', run: { ...info, live: true }, strings: {}, locale: 'en' });
    await this.send({ type: 'frames', bytes });
    await this.page.waitForFunction((size) => {
      const { posted } = globalThis as unknown as { posted: { type: string; bytes?: number }[] };
      return posted.reduce((sum, message) => sum + (message.type === 'taken' ? message.bytes! : 0), 0) >= size;
    }, bytes.length);
    if (!info.live) await this.send({ type: 'ended', run: info });
    await this.settle();
  }

  /** Two frames later everything asked for is drawn. */
  async settle(): Promise<void> {
    await this.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 20)))),
    );
  }

  /** What axe finds on the page. */
  async violations(): Promise<string[]> {
    return this.page.evaluate(async (source) => {
      // biome-ignore lint/security/noGlobalEval: the checker comes as text, and the page's policy allows no other way in
      if (!('axe' in globalThis)) globalThis.eval(source);
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> };
      };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join()}`);
    }, axe);
  }

  /** What the page said last to those who listen. */
  async spoken(): Promise<string | null> {
    return this.page.locator('.page > .spoken').textContent();
  }

  /** Waits until the page says something with these words. */
  async says(words: string): Promise<void> {
    await this.page.locator('.page > .spoken', { hasText: words }).waitFor({ state: 'attached' });
  }

  async posted(): Promise<ViewMessage[]> {
    return this.page.evaluate(() => (globalThis as unknown as { posted: ViewMessage[] }).posted);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
