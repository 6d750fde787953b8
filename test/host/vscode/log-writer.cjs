/**
 * Takes the place of VS Code's native log writer in the embedded VS Code, so that it can be installed where there is no
 * C++ compiler. Same interface, plain appended files, without rotation: the folder of logs lives as long as the server.
 */

const { appendFile, appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const OFF = 6;
const NAMES = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #file;
  #level = 2;
  #plain = false;
  #waiting = '';
  #writing = false;

  constructor(_type, _name, file) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
  }

  trace(message) {
    this.#write(0, message);
  }
  debug(message) {
    this.#write(1, message);
  }
  info(message) {
    this.#write(2, message);
  }
  warn(message) {
    this.#write(3, message);
  }
  error(message) {
    this.#write(4, message);
  }
  critical(message) {
    this.#write(5, message);
  }
  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  setPattern() {}
  clearFormatters() {
    this.#plain = true;
  }
  flush() {
    const text = this.#waiting;
    this.#waiting = '';
    if (text !== '') appendFileSync(this.#file, text);
  }
  drop() {
    this.flush();
    this.#level = OFF;
  }

  #write(level, message) {
    if (level < this.#level) return;
    this.#waiting += this.#plain ? message : `${new Date().toISOString()} [${NAMES[level]}] ${message}\n`;
    if (!this.#writing) this.#drain();
  }

  #drain() {
    const text = this.#waiting;
    this.#waiting = '';
    if (text === '') return;
    this.#writing = true;
    appendFile(this.#file, text, () => {
      this.#writing = false;
      this.#drain();
    });
  }
}

const create = async (name, file) => new Logger('rotating', name, file);

exports.version = 1;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
