import assert from 'node:assert/strict';
import { type Report, reportPage } from '../../src/extension/report.ts';

const report: Report = {
  title: 'Comparing <b>',
  verdict: 'Use threads.',
  legend: [{ part: 'starting', label: 'starting' }],
  charts: [
    {
      caption: '8 calls of f("x")',
      rows: [
        {
          label: '2 threads',
          value: '10 ms',
          detail: 'starting 2 ms',
          parts: [
            { part: 'starting', share: 0.25 },
            { part: 'working', share: 0.5 },
          ],
        },
      ],
    },
  ],
  again: { label: 'Again', command: 'heddle.compare', argument: { name: '"&' } },
};
const html = reportPage(report, { cspSource: 'https://csp.test', style: 'https://csp.test/report.css', lang: 'en' });

describe('a report', () => {
  it('allows no script, no inline style and nothing from elsewhere', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    assert.equal(policy.replaceAll('&#39;', "'"), "default-src 'none'; style-src https://csp.test");
    assert.doesNotMatch(html, /<script|\sstyle=|\son\w+=/);
  });

  it('takes what programs are called for text', () => {
    assert.ok(html.includes('<h1>Comparing &#60;b&#62;</h1>'));
    assert.ok(!html.includes('<b>'));
  });

  it('draws the parts of a bar one after the other, in shares of the whole', () => {
    assert.match(html, /<rect class="starting" x="0%" width="25%"[^>]*fill="url\(#starting\)"/);
    assert.match(html, /<rect class="working" x="25%" width="50%"/);
  });

  it('says the bars in words, as a table', () => {
    assert.match(html, /<caption>8 calls[^<]*<\/caption>.*<th scope="row">2 threads<\/th>.*10 ms.*starting 2 ms/s);
  });

  it('has a link that does it again, with its arguments', () => {
    const [, query] = /href="command:heddle\.compare\?([^"]*)"/.exec(html)!;
    assert.deepEqual(JSON.parse(decodeURIComponent(query!)), [{ name: '"&' }]);
  });
});
