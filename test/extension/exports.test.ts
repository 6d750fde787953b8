import assert from 'node:assert/strict';
import { argumentsOf, exportedFunctions } from '../../src/extension/exports.ts';

const names = (text: string) => exportedFunctions(text).map(({ name, parameters }) => `${name}(${parameters})`);

describe('the functions that a module exports', () => {
  it('are its exported declarations, with their parameters and lines', () => {
    const text = `import { main } from 'heddle';

export function fib(n: number): number {
  return n;
}
export async function load(
  url: string,
  options = { tries: [1, 2] },
): Promise<void> {}
function hidden() {}
export const twice = (n: number) => n * 2;
export const call = async function (fn: (n: number) => void) {};
export let short = n => n;
export ${'default'} function () {}
export function* each<T extends object>(items: T[]) {}
export const number = 3;
export class Thing {}
`;
    assert.deepEqual(names(text), [
      'fib(n: number)',
      'load(url: string, options = { tries: [1, 2] })',
      'twice(n: number)',
      'call(fn: (n: number) => void)',
      'short(n)',
      'default()',
      'each(items: T[])',
    ]);
    assert.deepEqual(exportedFunctions(text)[1]!.line, 5);
  });

  it('are those of export lists, under the names that they are exported by', () => {
    assert.deepEqual(names('function a(x) {}\nconst n = 1;\nasync function b() {}\nexport { n, b as c, a };\n'), [
      'a(x)',
      'c()',
    ]);
    assert.deepEqual(names("export { a } from './other.ts';\nexport type { T };\n"), []);
  });

  it('are none where nothing is exported', () => {
    assert.deepEqual(names('function a() {}\n// export function b() {}\n'), []);
  });
});

describe('the arguments of a call', () => {
  it('are JSON with commas between', () => {
    assert.deepEqual(argumentsOf(''), []);
    assert.deepEqual(argumentsOf('1, "a", [2, {"b": null}]'), [1, 'a', [2, { b: null }]]);
    assert.equal(argumentsOf('abc'), undefined);
  });
});
