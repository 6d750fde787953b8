/** The entry that a session preloads (`node --import`). */
import { beginUnderSession } from './life/under-session.ts';

beginUnderSession();
