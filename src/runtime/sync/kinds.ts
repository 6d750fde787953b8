/** Every synchronisation class can arrive from another thread, whichever of the public modules the program imported. */
import './for-processes.ts';
import './for-threads.ts';
import './gil.ts';
