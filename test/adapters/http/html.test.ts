import assert from 'node:assert/strict';
import { html, htmlPage } from '#adapters/http/html.ts';

describe('HTML', () => {
  it('escapes every value', () => {
    assert.equal(String(html`<p title="${'"'}">${`<b>'&'</b>`}</p>`), '<p title="&quot;">&lt;b&gt;&#39;&amp;&#39;&lt;/b&gt;</p>');
  });

  it('leaves HTML within HTML as it is, and joins lists', () => {
    const items = ['a', '<'].map((item) => html`<li>${item}</li>`);
    assert.equal(String(html`<ul>${items}</ul>`), '<ul><li>a</li><li>&lt;</li></ul>');
  });

  it('writes numbers, and nothing for nothing', () => {
    assert.equal(String(html`${0}${1n}${null}${undefined}${false}${''}`), '01');
  });

  it('is not fooled by an object that looks like HTML', () => {
    const impostor = { toString: () => '<script>' } as unknown;
    assert.equal(String(html`${impostor as string}`), '&lt;script&gt;');
  });

  it('makes whole documents', () => {
    const page = htmlPage({ title: 'Tom & Jerry', head: html``, body: html`<main></main>` });
    assert.match(page, /^<!doctype html>\n<html lang="en">/);
    assert.match(page, /<title>Tom &amp; Jerry<\/title>/);
  });
});
