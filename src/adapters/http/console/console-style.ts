/** Light or dark as the reader's machine is; tables become cards on a phone. */
export const consoleStyle = `:root{color-scheme:light dark;
--page:light-dark(#f6f7f9,#14161a);--card:light-dark(#fff,#1d2026);--ink:light-dark(#1b1f24,#e6e9ee);--soft:light-dark(#5d6673,#98a2b0);
--line:light-dark(#dfe3e8,#323842);--link:light-dark(#0b57d0,#8ab4f8);--good:light-dark(#0a6e3f,#62d195);--bad:light-dark(#b3261e,#ff8a80);
--open:light-dark(#8a5a00,#f2c14e);--bad-back:light-dark(#fdecea,#3a1d1c);--good-back:light-dark(#e6f4ec,#17301f);--open-back:light-dark(#fdf3dc,#372b10);
--one:light-dark(#0b57d0,#8ab4f8);--two:light-dark(#b3570b,#ffb074);--three:light-dark(#7b3fb5,#c9a0f5);--four:light-dark(#0a6e3f,#62d195)}
*{box-sizing:border-box}
body{margin:0;font:.95rem/1.5 system-ui,sans-serif;background:var(--page);color:var(--ink)}
a{color:var(--link)}h1{font-size:1.5rem;margin:1.2rem 0 1rem}h2{font-size:1.05rem;margin:0 0 .7rem}
header{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;align-items:center;padding:.6rem 1.2rem;background:var(--card);border-bottom:1px solid var(--line)}
header nav{display:flex;flex-wrap:wrap;gap:.15rem;flex:1}header nav a{padding:.3rem .6rem;border-radius:6px;text-decoration:none;color:var(--soft)}
header nav a[aria-current]{background:var(--page);color:var(--ink);font-weight:600}header form{display:flex;gap:.6rem;align-items:center;color:var(--soft)}
main{max-width:76rem;margin:0 auto;padding:0 1.2rem 3rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1rem;align-items:start}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.2rem;margin-bottom:1rem;overflow-x:auto}
.cards section{margin:0}.wide{grid-column:1/-1}
table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:500;color:var(--soft);font-size:.85rem}
th,td{padding:.4rem .7rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}tbody tr:last-child td{border-bottom:0}
.number{text-align:right}.money,time,.number{font-variant-numeric:tabular-nums;white-space:nowrap}.negative{color:var(--bad)}
code,pre{font:.85em/1.5 ui-monospace,monospace}pre{overflow-x:auto;margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
small,.soft,.nothing{color:var(--soft)}td .soft{display:block;overflow-wrap:anywhere}
.state{display:inline-block;padding:0 .55em;border-radius:1em;font-size:.85em;white-space:nowrap;border:1px solid var(--line);color:var(--soft)}
.state.good{color:var(--good);background:var(--good-back);border-color:transparent}.state.bad{color:var(--bad);background:var(--bad-back);border-color:transparent}
.state.open{color:var(--open);background:var(--open-back);border-color:transparent}
.alarm{color:var(--bad);font-weight:600}.notice{padding:.6rem 1rem;border-radius:8px}.notice.bad{color:var(--bad);background:var(--bad-back)}
.notice.good{color:var(--good);background:var(--good-back)}
button,select,input{font:inherit;padding:.35rem .8rem;border-radius:7px;border:1px solid var(--line);background:var(--card);color:var(--ink)}
button{cursor:pointer;background:var(--link);border-color:var(--link);color:light-dark(#fff,#10131a);font-weight:500}
button.quiet{background:transparent;color:var(--ink);border-color:var(--line);font-weight:400}
.act{display:inline-block;margin:.6rem .4rem .2rem 0}td .act{margin:0}.filters{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin-bottom:1rem}.filters label{color:var(--soft)}
.login{display:grid;gap:1rem;max-width:22rem}.login label{display:grid;gap:.2rem}.pager{display:flex;gap:1rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
details{margin:.8rem 0}td code,dd code[title]{white-space:nowrap}summary{cursor:pointer;color:var(--soft)}
svg{display:block;width:100%;height:auto}svg text{fill:var(--soft);font-size:11px}svg .grid{stroke:var(--line)}
svg polyline{fill:none;stroke-width:2;stroke-linejoin:round}.one{stroke:var(--one)}.two{stroke:var(--two)}.three{stroke:var(--three)}.four{stroke:var(--four)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;margin:.5rem 0 0;padding:0;list-style:none}.legend li::before{content:"";display:inline-block;width:1em;height:.25em;margin:0 .5em .2em 0;border-radius:2px;background:currentColor}
.legend .one{color:var(--one)}.legend .two{color:var(--two)}.legend .three{color:var(--three)}.legend .four{color:var(--four)}.legend span{color:var(--ink)}
.story{list-style:none;margin:0;padding:0 0 0 1.1rem;border-left:2px solid var(--line)}.story>li{position:relative;padding:0 0 1.1rem}
.story>li::before{content:"";position:absolute;left:calc(-1.1rem - 7px);top:.4em;width:12px;height:12px;border-radius:50%;background:var(--soft);border:2px solid var(--card)}
.story>li.good::before{background:var(--good)}.story>li.bad::before{background:var(--bad)}.story p{margin:0}.story .soft,.story table{margin-left:0}@media(min-width:46.01rem){.story>li>.soft,.story>li>table{margin-left:15.9rem}}.story time{display:inline-block;min-width:9.6rem}.story .source{display:inline-block;min-width:5.2rem;color:var(--soft);font-size:.85rem}
.story table{width:auto;margin-top:.3rem;font-size:.88rem}.story td{padding:.1rem 1.2rem .1rem 0;border:0}
@media(max-width:46rem){header nav{flex:1 0 100%;order:3}header form{margin-left:auto}svg text{font-size:20px}td.number{text-align:left}.story>li>p>:is(a,b){display:block}header,main{padding-left:.8rem;padding-right:.8rem}section{padding:.8rem}section>table>thead{display:none}
section>table,section>table>tbody,section>table>tbody>tr,section>table>tbody>tr>td{display:block;width:100%}
section>table>tbody>tr{border-bottom:1px solid var(--line);padding:.5rem 0}section>table>tbody>tr:last-child{border:0}
section>table>tbody>tr>td{display:grid;grid-template-columns:7rem 1fr;gap:.5rem;border:0;padding:.12rem 0;text-align:left}
section>table>tbody>tr>td::before{content:attr(data-name);color:var(--soft);font-size:.85rem}}
`;
