/** The timeline's page: wiring only. */

import { App } from './app.ts';
import { connectHost } from './host.ts';
import { t } from './strings.ts';

const host = connectHost();
const app = new App(host);
addEventListener('error', (event) => host.post({ type: 'failed', message: t('error.page', String(event.message)) }));
addEventListener('unhandledrejection', (event) =>
  host.post({ type: 'failed', message: t('error.page', String(event.reason)) }),
);
// For the page's tests and benchmarks, which read what was drawn and how long it took.
Object.defineProperty(globalThis, 'heddleTimeline', { value: app });
