/** A program that starts a thread whenever its module is evaluated. */
import { Thread } from 'heddle/threading';

export function work(): void {
  console.log('worked');
}
new Thread(work).start();
