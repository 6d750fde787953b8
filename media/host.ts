/** The extension at the other end: posting to it, checking what comes from it, and the state that VS Code keeps for the page. */

import type { HostMessage, ViewMessage } from '../src/trace/protocol.ts';
import { isHostMessage } from '../src/trace/protocol-check.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The line to the extension. */
export interface Host {
  post(message: ViewMessage): void;
  readState(): unknown;
  writeState(state: unknown): void;
  listen(listener: (message: HostMessage) => void): void;
}

/** Connects to VS Code. State is written at most every 300 ms. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest: unknown;
  return {
    post: (message) => api.postMessage(message),
    readState: () => api.getState(),
    writeState(state) {
      latest = state;
      if (timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        api.setState(latest);
      }, 300);
    },
    listen(listener) {
      addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isHostMessage(event.data)) listener(event.data);
      });
    },
  };
}
