import {lineStyles} from './line-chart.ts';

/** Apart for people who see colours otherwise (Okabe and Ito's palette). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#7f7f7f'];

export const PAGE_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2024; --soft: #5b6470; --rule: #d9dee3; --shade: #8881; --bad: #b42318; --good: #146c43; }
@media (prefers-color-scheme: dark) { :root { --paper: #15181b; --ink: #e8eaed; --soft: #9aa4af; --rule: #343a41; --shade: #fff1; --bad: #ff8a7a; --good: #5fd39a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 1080px; margin: 0 auto; padding: 1rem 1.5rem; }
header { border-bottom: 4px solid var(--good); }
.fail header { border-color: var(--bad); }
.verdict { margin: 0; font-size: 2.2rem; font-weight: 700; color: var(--good); }
.fail .verdict { color: var(--bad); }
h1 { margin: 0; font-size: 1.1rem; font-weight: 600; }
header p:last-child { margin: .25rem 0 0; color: var(--soft); }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
code { font: .8em ui-monospace, monospace; color: var(--soft); }
.finding { border-left: 4px solid var(--bad); padding: .4rem .8rem; margin: .5rem 0; background: var(--shade); }
.finding p { margin: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; color: var(--soft); }
.harness { border-top: 2px solid var(--rule); margin-top: 1rem; padding-top: .5rem; }
.harness > summary { color: var(--ink); font-weight: 600; }
a { color: inherit; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid var(--rule); }
th { color: var(--soft); font-weight: 500; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.over td { color: var(--bad); font-weight: 600; }
.ok .mark { color: var(--good); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 1rem 2rem; }
figure { margin: 0; }
figcaption { font-weight: 600; }
figcaption small { color: var(--soft); font-weight: 400; }
figure > svg { width: 100%; height: auto; }
.grid { stroke: var(--rule); }
.shade { fill: var(--shade); }
.axis { fill: var(--soft); font: 11px system-ui, sans-serif; }
.line { fill: none; stroke-width: 2; }
.legend { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .1rem 1rem; font-size: .85rem; }
.legend svg { width: 24px; height: 8px; margin-right: .35rem; }
dl { display: flex; flex-wrap: wrap; gap: .3rem 2rem; margin: 0; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0; }
${lineStyles(COLOURS)}
`.trim();
