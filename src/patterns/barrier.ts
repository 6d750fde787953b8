/**
 * @title Nobody goes on before all are there
 * @title.zh 屏障：到齐再走
 * @summary Three hikers meet at a barrier after each stage: the first two wait, the third lets all of them go on.
 * @summary.zh 三个徒步者每段路后在屏障处会合：前两个等着，第三个到了大家一起走。
 * @look The waits are of different lengths and end together, once for each stage.
 * @look.zh 等待有长有短，但每一段都同时结束。
 * @lesson vocabulary 3
 * @twin event
 * @tabstops hut | Barrier([[3]]
 */
import { main, sleep } from 'heddle';
import { Barrier, Thread } from 'heddle/threading';

const hut = new Barrier(3, { name: 'hut' });

export function hike(name: string): void {
  for (let stage = 1; stage <= 3; stage++) {
    sleep(50 + Math.random() * 300);
    const arrival = hut.wait();
    if (arrival === 0) console.log(`stage ${stage}: ${name} was there first`);
  }
}

main(async () => {
  const hikers = ['Ada', 'Alan', 'Grace'].map((name) => new Thread(hike, [name], { name }));
  for (const each of hikers) each.start();
  for (const each of hikers) await each.join();
});
