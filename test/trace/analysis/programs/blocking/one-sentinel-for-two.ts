/**
 * Two consumers, but only one is told that it is over.
 * @finding stall
 * @actors
 * @resources urls
 */
import { main } from 'heddle';
import { Queue } from 'heddle/queue';
import { Thread } from 'heddle/threading';

const fixed = process.argv[2] === 'fixed';

export function crawl(urls: Queue<string>): void {
  while (urls.get() !== 'stop');
}

main(async () => {
  const urls = new Queue<string>(0, { name: 'urls' });
  const crawlers = ['one', 'two'].map((name) => new Thread(crawl, [urls], { name }).start());
  for (const url of ['a', 'b', 'c', 'stop']) urls.put(url);
  if (fixed) urls.put('stop');
  for (const crawler of crawlers) await crawler.join();
});
