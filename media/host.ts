/** The extension at the other end: posting to it, checking what comes from it, and the state that VS Code keeps for the page. */

import type { HostMessage, ViewMessage } from '../src/trace/protocol.ts';

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

const TYPES: ReadonlySet<unknown> = new Set(['reset', 'frames', 'ended', 'findings', 'command']);

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
      timer ??= setTimeout(() => {
        timer = undefined;
        api.setState(latest);
      }, 300);
    },
    listen(listener) {
      addEventListener('message', (event: MessageEvent<unknown>) => {
        const message = checkHostMessage(event.data);
        if (message !== undefined) listener(message);
      });
    },
  };
}

/** A message of the extension, or undefined when it is none. Bytes may come as a typed array or, from older hosts, as a plain buffer. */
export function checkHostMessage(data: unknown): HostMessage | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data) || !TYPES.has(data.type)) return undefined;
  if (data.type !== 'frames') return data as HostMessage;
  const bytes = (data as { bytes?: unknown }).bytes;
  if (bytes instanceof Uint8Array) return { type: 'frames', bytes };
  if (bytes instanceof ArrayBuffer) return { type: 'frames', bytes: new Uint8Array(bytes) };
  return undefined;
}
