/** The other viewer: speedscope of the npm registry, with the same trace as Chrome Trace Event JSON, in the same browser. */
import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import type { Browser } from 'playwright-core';
import { inCache } from '../../test/host/folders.ts';
import { npm } from '../../test/support/npm.ts';

const VERSION = '1.25.0';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** What it took, in milliseconds: from the address, and from the moment at which it had all bytes. */
export interface OtherOpening {
  readonly fromAddressMs: number;
  readonly fromBytesMs: number;
}

/** Serves the viewer and a trace on the loopback interface. */
export class Speedscope implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async serve(traceFile: string): Promise<Speedscope> {
    const home = await installed();
    const files = new Map((await readdir(home)).map((name) => [`/${name}`, `${home}/${name}`]));
    files.set('/', `${home}/index.html`);
    files.set('/trace.json', traceFile);
    const server = createServer(async (request, response) => {
      const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname);
      if (file === undefined) {
        response.writeHead(404).end();
        return;
      }
      const { size } = await stat(file);
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-length': size,
      });
      createReadStream(file).pipe(response);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new Speedscope(server);
  }

  /** Opens the trace in a page of its own, until two frames after it has a profile. */
  async open(browser: Browser): Promise<OtherOpening> {
    const context = await browser.newContext({ viewport: { width: 1200, height: 700 } });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(180_000);
      const origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
      await page.addInitScript(() => {
        performance.setResourceTimingBufferSize(1000);
        const watch = () => {
          // It names the profile in the title when it shows it.
          if (/ - speedscope$/.test(document.title))
            requestAnimationFrame(() =>
              requestAnimationFrame(() => Object.assign(globalThis, { pictureAt: performance.now() })),
            );
          else requestAnimationFrame(watch);
        };
        requestAnimationFrame(watch);
      });
      await page.goto(`${origin}/#profileURL=${encodeURIComponent(`${origin}/trace.json`)}`);
      await page.waitForFunction(() => 'pictureAt' in globalThis, undefined, { polling: 250 });
      return await page.evaluate(() => {
        const { pictureAt } = globalThis as unknown as { pictureAt: number };
        const entry = performance
          .getEntriesByType('resource')
          .find(({ name }) => name.endsWith('/trace.json')) as PerformanceResourceTiming;
        return { fromAddressMs: pictureAt, fromBytesMs: pictureAt - entry.responseEnd };
      });
    } finally {
      await context.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/** The folder of its page, got from the registry once. */
async function installed(): Promise<string> {
  const home = inCache(`speedscope-${VERSION}`);
  const release = `${home}/node_modules/speedscope/dist/release`;
  const there = await access(`${release}/index.html`).then(
    () => true,
    () => false,
  );
  if (!there) {
    const partial = inCache(`speedscope.partial-${process.pid}`);
    await mkdir(partial, { recursive: true });
    await writeFile(`${partial}/package.json`, '{ "private": true }');
    await npm(partial, ['install', `speedscope@${VERSION}`]);
    await rename(partial, home).catch(() => {});
    await rm(partial, { recursive: true, force: true });
  }
  return release;
}
