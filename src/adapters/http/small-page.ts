import { type Html, html, htmlPage } from './html.ts';

const style = `body{font:1.05rem/1.5 system-ui,sans-serif;max-width:30rem;margin:12vh auto 3rem;padding:0 1rem;color-scheme:light dark;
color:light-dark(#1b1f24,#e6e9ee);background:light-dark(#fff,#14161a)}main{border:1px solid light-dark(#dfe3e8,#323842);border-radius:12px;padding:.5rem 1.5rem 1.5rem}
p.amount{font-size:2rem;margin:.5rem 0}small,label{color:light-dark(#5d6673,#98a2b0)}
button,select{font:inherit;padding:.6em 1.2em;border-radius:8px;border:1px solid light-dark(#86868b,#5d6673);background:transparent;color:inherit}
button{cursor:pointer;margin:1rem .5rem 0 0}button.yes{background:#0a6e3f;border-color:#0a6e3f;color:#fff}`;

/** A page with one thing on it: for people who come by a link. */
export function smallPage({ title, body }: { title: string; body: Html }): string {
  return htmlPage({ title, head: html`<style>${style}</style>`, body: html`<main>\n${body}\n</main>` });
}
