/** What the memory between processes needs of the system it runs on. Linux, macOS and Windows each have a file for it. */
import { darwinKernel } from './darwin.ts';
import { linuxKernel } from './linux.ts';
import type { SharedMemory } from './memory.ts';
import type { Parker } from './view-memory.ts';
import { windowsKernel } from './windows.ts';

/** A system's file in memory, its mapping, and its way to sleep on a word. */
export interface Kernel {
  /** A file that has no name, or none for long, and is gone with its last user; its descriptor can be inherited. */
  createMemoryFile(bytes: number): number;
  /** Maps the file; the address, or 0 when so much cannot be had. */
  map(fd: number, bytes: number): number;
  /** Maps the file's beginning once more, if possible where its addresses are small integers; 0 when it cannot be had. */
  mapLow?(fd: number, bytes: number): number;
  /** Makes this part of the file real; false when the system has no memory for it. */
  extend(fd: number, from: number, to: number): boolean;
  /** How threads sleep on words of a memory mapped at the address. */
  parker(memory: SharedMemory, address: number): Parker;
}

let bound: Kernel | undefined;

/** The system's calls, bound once per thread. */
export function kernel(): Kernel {
  bound ??= bind();
  return bound;
}

function bind(): Kernel {
  switch (process.platform) {
    case 'linux':
    case 'android':
      return linuxKernel();
    case 'darwin':
      return darwinKernel();
    case 'win32':
      return windowsKernel();
    default:
      throw new Error(`primitives between processes are not available on ${process.platform}`);
  }
}
