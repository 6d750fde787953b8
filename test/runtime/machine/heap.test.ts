import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type Heap, PAGE_BYTES } from '../../../src/runtime/machine/heap.ts';
import { memoryOf } from '../../../src/runtime/machine/memories.ts';

for (const domain of ['threads', 'processes'] as const) {
  describe(`Heap between ${domain}`, () => {
    const memory = memoryOf(domain);
    const { heap } = memory;
    /** A tag that nobody else uses. */
    let tag = 0x40000000;

    it('gives every page away once, and takes it back', () => {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: -5, max: 6 }), { maxLength: 60 }), (steps) => {
          const mine = ++tag;
          const taken: { page: number; count: number }[] = [];
          const used = new Set<number>();
          for (const step of steps) {
            if (step > 0) {
              const page = heap.allocatePages(step, mine);
              taken.push({ page, count: step });
              for (let i = page; i < page + step; i++) {
                assert.ok(!used.has(i), `page ${i} was given away twice`);
                used.add(i);
                assert.equal(heap.pageTag(i), mine);
              }
            } else {
              const [run] = taken.splice(-step % Math.max(1, taken.length), 1);
              if (!run) continue;
              heap.freePages(run.page, run.count);
              for (let i = run.page; i < run.page + run.count; i++) used.delete(i);
            }
          }
          assert.equal(heap.sweep(mine), used.size);
        }),
      );
    });
    it('keeps bytes where they were put, also far behind the first', () => {
      const mine = ++tag;
      const pages = Array.from({ length: 300 }, () => heap.allocatePages(1, mine));
      const bytes = new Uint8Array(PAGE_BYTES);
      for (const page of pages) memory.writeBytes(page * PAGE_BYTES, bytes.fill(page));
      for (const page of pages) {
        memory.readBytes(page * PAGE_BYTES, bytes);
        assert.ok(bytes.every((byte) => byte === (page & 255)));
      }
      assert.equal(heap.sweep(mine), 300);
    });
    it('does not search what is in use again and again', () => {
      const mine = ++tag;
      const time = (from: Heap, n: number) => {
        const began = performance.now();
        for (let i = 0; i < n; i++) from.allocatePages(1, mine);
        return performance.now() - began;
      };
      time(heap, 500);
      const early = time(heap, 500);
      time(heap, 2000);
      const late = time(heap, 500);
      heap.sweep(mine);
      assert.ok(late < early * 8 + 5, `500 pages took ${early} ms at first and ${late} ms later`);
    });
    it('says when there is no room', () => {
      const mine = ++tag;
      assert.throws(() => heap.allocatePages(heap.capacityPages + 1, mine), { code: 'ERR_HEDDLE_OUT_OF_MEMORY' });
      assert.equal(heap.sweep(mine), 0);
      heap.freePages(heap.allocatePages(1, mine), 1);
    });
  });
}
