/** The keyboard: every key press that no control of its own takes asks for a command. */

import type { App } from './app.ts';
import { commandFor } from './commands.ts';

/** Connects the keyboard with the commands. */
export function connectKeys(app: App): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target as HTMLElement;
    if (target.closest('input, select, textarea, dialog') !== null) return;
    const command = commandFor(event);
    if (command === undefined) return;
    // Buttons and links keep their own Enter.
    if (event.key === 'Enter' && target.closest('button, a') !== null) return;
    if (!(command.enabled?.(app) ?? true)) return;
    event.preventDefault();
    command.run(app, event);
  });
}
