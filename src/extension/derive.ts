/** Finds out what is wrong with a run that was kept: findings are derived from its events, never stored. */
import type { RunHistory } from './history.ts';

/** Analyses the run that a history shows, beside everything else, and gives the findings to the history. */
export async function deriveFindings(history: RunHistory): Promise<void> {
  const run = history.run?.id;
  const { findingsOf } = await import('../session/findings.ts');
  const isShown = () => history.run?.id === run;
  const findings = await findingsOf(history.chunks, isShown);
  if (isShown() && findings.length > 0) history.setFindings(findings);
}
