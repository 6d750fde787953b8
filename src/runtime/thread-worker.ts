/** The entry of a started worker thread. */
import { liveAsThread } from './life/thread-life.ts';

liveAsThread();
