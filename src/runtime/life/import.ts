/** `import()`, which a script cannot do by itself: built, the runtime is one, and load.ts does it for it. */

declare const __import: ((url: string) => Promise<unknown>) | undefined;

/** The exports of the module at an absolute URL. */
export const importModule: (url: string) => Promise<unknown> =
  typeof __import === 'undefined' ? (url) => import(url) : __import;
