import assert from 'node:assert/strict';
import { escapeHtml, makeNonce, timelinePage } from '../../src/extension/page.ts';

const parts = {
  cspSource: 'https://host.example',
  script: 'https://host.example/timeline.js',
  style: 'https://host.example/timeline.css',
  lang: 'zh-cn',
  title: 'Timeline',
  nonce: 'abc',
  place: 'view' as const,
};

describe('the timeline page', () => {
  it('allows one script by nonce and nothing unsafe', () => {
    const html = timelinePage(parts);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'");
    assert.equal(
      policy,
      "default-src 'none'; script-src 'nonce-abc'; style-src https://host.example; font-src https://host.example; img-src https://host.example",
    );
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.match(html, /<script type="module" nonce="abc" src="https:\/\/host\.example\/timeline\.js"><\/script>/);
    assert.match(html, /<html lang="zh-cn">/);
    assert.doesNotMatch(html, /style="|<style|unsafe-/);
  });

  it('keeps markup in its parts from becoming markup', () => {
    const html = timelinePage({ ...parts, title: '</title><script>x' });
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.equal(escapeHtml(`<&"'>`), '&#60;&#38;&#34;&#39;&#62;');
  });

  it('has a nonce of its own each time', () => {
    assert.match(makeNonce(), /^[\w-]{24}$/);
    assert.notEqual(makeNonce(), makeNonce());
  });
});
