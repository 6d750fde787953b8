/** What VS Code keeps of the page when it is hidden or reloaded. Read with suspicion: an older version may have written it. */

/** View state only; the trace itself comes from the extension. */
export interface Kept {
  readonly mode: 'chart' | 'table';
  readonly flows: boolean;
  /** The run whose findings were closed. */
  readonly closedFindings: string | undefined;
  readonly folded: string[];
  readonly pinned: string[];
  readonly order: string[];
  readonly headWidth: number | undefined;
  /** The program whose lanes are arranged so. */
  readonly program: string | undefined;
  readonly view:
    | { readonly run: string; readonly startNs: number; readonly spanNs: number; readonly following: boolean }
    | undefined;
}

/** The kept state, with defaults for whatever is missing or malformed. */
export function readKept(value: unknown): Kept {
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const view = typeof fields.view === 'object' && fields.view !== null ? (fields.view as Record<string, unknown>) : {};
  const { run, startNs, spanNs } = view;
  return {
    mode: fields.mode === 'table' ? 'table' : 'chart',
    flows: fields.flows === true,
    closedFindings: typeof fields.closedFindings === 'string' ? fields.closedFindings : undefined,
    folded: texts(fields.folded),
    pinned: texts(fields.pinned),
    order: texts(fields.order),
    headWidth: isNumber(fields.headWidth) ? fields.headWidth : undefined,
    program: typeof fields.program === 'string' ? fields.program : undefined,
    view:
      typeof run === 'string' && isNumber(startNs) && isNumber(spanNs) && spanNs > 0
        ? { run, startNs, spanNs, following: view.following === true }
        : undefined,
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((part) => typeof part === 'string') : [];
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
