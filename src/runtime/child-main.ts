/** The entry of a started child process. */
import { liveAsChild } from './life/child-life.ts';

liveAsChild();
