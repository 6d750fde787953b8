/** The program's output in an output channel: in its order, in batches, and never more than the channel can bear. */
import { stripVTControlCharacters } from 'node:util';
import type { OutputChannel } from 'vscode';

/** What of one run's output the channel shows. */
export const SHOWN_CHARACTERS = 4 * 1024 * 1024;
const GATHER_MS = 40;

/** Words with which the log speaks for itself. */
export interface OutputWords {
  readonly cut: (characters: number) => string;
}

/** Writes one run's output to the channel. */
export class OutputLog {
  readonly #channel: Pick<OutputChannel, 'append' | 'appendLine'>;
  readonly #words: OutputWords;
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  #pending = '';
  #shown = 0;
  #cut = 0;
  #atLineStart = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(channel: Pick<OutputChannel, 'append' | 'appendLine'>, words: OutputWords) {
    this.#channel = channel;
    this.#words = words;
  }

  /** Takes output as it comes; a character may be cut between two calls. */
  write(stream: 'stdout' | 'stderr', bytes: Uint8Array): void {
    if (this.#shown >= SHOWN_CHARACTERS) {
      this.#cut += bytes.byteLength;
      return;
    }
    const text = this.#decoders[stream].decode(bytes, { stream: true });
    this.#pending += text;
    this.#shown += text.length;
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** A line of Heddle's own, on a line of its own. */
  say(line: string): void {
    this.flush();
    if (!this.#atLineStart) this.#channel.appendLine('');
    this.#channel.appendLine(line);
    this.#atLineStart = true;
  }

  /** Writes what has gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending === '') return;
    const text = stripVTControlCharacters(this.#pending);
    this.#pending = '';
    this.#channel.append(text);
    this.#atLineStart = text.endsWith('\n');
  }

  /** The run ended: says what was left out, then `line`. */
  end(line: string): void {
    for (const decoder of Object.values(this.#decoders)) this.#pending += decoder.decode();
    this.flush();
    if (this.#cut > 0) this.say(this.#words.cut(this.#cut));
    this.say(line);
  }
}
