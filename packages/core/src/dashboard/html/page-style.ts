/**
 * The whole style of a dashboard. Inline and allowed by its SHA-256 alone, therefore a constant: nothing of a history enters it.
 * Tones carry meaning (succeeded, failed, denied, other); wherever a tone speaks, a word, a height or a pattern says it as well.
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f5f4ee; --sheet: #fcfbf7; --ink: #1c211e; --muted: #59625c; --line: #dad8cc; --rule: #1c211e;
  --succeeded: #2a7556; --succeeded-fill: #6ba68c; --failed: #b2301a; --denied: #875a00; --denied-fill: #c08a1e;
  --other: #566577; --other-fill: #8493a5; --focus: #1d5fa8;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", P052, Charter, Georgia, serif;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #101412; --sheet: #161b18; --ink: #e6e5dc; --muted: #9ba59f; --line: #2b322e; --rule: #8b948e;
    --succeeded: #74bf9f; --succeeded-fill: #3f8167; --failed: #f58a72; --denied: #deb355; --denied-fill: #c39634;
    --other: #9db0c4; --other-fill: #6f8195; --focus: #8dbdf2;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 var(--sans); font-variant-numeric: tabular-nums lining-nums; }
.page { max-width: 1160px; margin: 0 auto; padding: 40px 32px 56px; }
a { color: inherit; text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 16px; top: 8px; background: var(--sheet); padding: 6px 12px; }
h1, h2, h3, p, figure, ol, ul, dl, dd { margin: 0; padding: 0; }
h1, h2 { font-family: var(--serif); font-weight: 500; line-height: 1.15; text-wrap: balance; }
h1 { font-size: 38px; letter-spacing: -0.01em; }
h2 { font-size: 22px; }
code, .mono { font-family: var(--mono); font-size: 0.875em; font-variant-ligatures: none; overflow-wrap: anywhere; unicode-bidi: isolate; }
.muted { color: var(--muted); }
.masthead { display: grid; grid-template-columns: 1fr auto; gap: 24px 48px; align-items: end; }
.masthead .product { font-family: var(--mono); font-size: 13px; color: var(--muted); margin-bottom: 10px; }
.masthead .range { color: var(--muted); margin-top: 8px; }
.plate { border: 1px solid var(--rule); padding: 10px 14px; background: var(--sheet); outline: 1px solid var(--line); outline-offset: 2px; }
.plate dt { font-size: 12px; color: var(--muted); }
.plate .root { font-family: var(--mono); font-size: 12px; line-height: 1.6; letter-spacing: 0.02em; white-space: pre; }
.sections { display: flex; flex-wrap: wrap; gap: 4px 22px; margin-top: 28px; padding-top: 10px; border-top: 1px solid var(--rule); font-size: 14px; }
.sections a { text-decoration: none; color: var(--muted); padding: 3px 0; }
.sections a:hover { color: var(--ink); text-decoration: underline; }
.figures { display: grid; grid-template-columns: repeat(6, 1fr); margin-top: 26px; background: var(--sheet); border: 1px solid var(--line); }
.figures > div { padding: 16px 18px 14px; border-left: 1px solid var(--line); min-width: 0; display: flex; flex-direction: column; }
.figures > div:first-child { border-left: 0; }
.figures dt { font-size: 13px; color: var(--muted); }
.figures .value { font-family: var(--serif); font-size: 32px; line-height: 1.2; white-space: nowrap; }
.figures .unit { font-size: 0.58em; }
.figures .note { font-size: 12.5px; line-height: 1.45; color: var(--muted); margin-top: 2px; }
section { margin-top: 52px; scroll-margin-top: 16px; }
.heading { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; margin-bottom: 14px; }
.heading p { color: var(--muted); font-size: 14px; }
.pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 48px; }
.tape { display: block; width: 100%; height: 44px; }
.tape .base { stroke: var(--rule); stroke-width: 1; vector-effect: non-scaling-stroke; }
.succeeded { color: var(--succeeded); } .failed { color: var(--failed); } .denied { color: var(--denied); } .other { color: var(--other); }
.fill-succeeded { fill: var(--succeeded-fill); } .fill-failed { fill: var(--failed); }
.fill-denied { fill: var(--denied-fill); } .fill-other { fill: var(--other-fill); }
.fill-track { fill: var(--line); }
.status { white-space: nowrap; font-weight: 600; }
.key { display: flex; flex-wrap: wrap; gap: 2px 18px; font-size: 13px; color: var(--muted); list-style: none; }
.key svg { width: 10px; height: 10px; margin-right: 6px; }
.chart { display: block; width: 100%; height: auto; overflow: visible; font-family: var(--sans); color: var(--muted); font-variant-numeric: tabular-nums; }
.chart .grid { stroke: var(--line); } .chart .axis { stroke: var(--rule); }
.chart .line { stroke: var(--ink); stroke-width: 1.5; fill: none; } .chart .dot { fill: var(--ink); } .chart .name { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.chart .span { stroke: var(--succeeded-fill); stroke-width: 5; stroke-linecap: butt; } .chart .median { stroke: var(--ink); stroke-width: 2.5; }
.narrow { display: none; }
figcaption { font-size: 13px; color: var(--muted); margin-top: 8px; }
details { margin-top: 10px; font-size: 14px; }
summary { cursor: pointer; color: var(--muted); width: fit-content; }
summary:hover { color: var(--ink); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
caption { text-align: left; color: var(--muted); font-size: 13px; padding-bottom: 8px; }
th, td { text-align: left; vertical-align: top; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: 13px; vertical-align: bottom; border-bottom: 1px solid var(--rule); white-space: nowrap; }
tbody tr:hover > * { background: var(--sheet); }
.number { text-align: right; white-space: nowrap; }
.nowrap { white-space: nowrap; }
td.text, th.text { overflow-wrap: anywhere; min-width: 130px; }
.digest { display: inline-block; width: 33ch; font-size: 11.5px; line-height: 1.4; color: var(--muted); }
.bar { display: block; width: 100%; min-width: 60px; height: 6px; margin-top: 8px; }
.changes { list-style: none; } .changes li + li { margin-top: 2px; }
.arrow { color: var(--muted); padding: 0 2px; }
thead button { all: unset; cursor: pointer; color: inherit; }
thead button:hover { color: var(--ink); text-decoration: underline; text-underline-offset: 3px; }
thead button:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
th[aria-sort] { color: var(--ink); }
th[aria-sort]::after { content: " ↓"; } th[aria-sort="ascending"]::after { content: " ↑"; }
.more { font-size: 13px; color: var(--muted); margin-top: 8px; }
.none { color: var(--muted); border-top: 1px solid var(--line); padding-top: 10px; }
.welcome { max-width: 640px; margin-top: 56px; }
.welcome h2 { font-size: 28px; margin-bottom: 12px; }
.steps { list-style: none; counter-reset: step; margin-top: 28px; border-top: 1px solid var(--rule); }
.steps li { counter-increment: step; display: grid; grid-template-columns: 44px 1fr; padding: 16px 0; border-bottom: 1px solid var(--line); }
.steps li::before { content: counter(step); font-family: var(--serif); font-size: 26px; line-height: 1; color: var(--muted); }
.steps code { display: inline-block; margin-top: 6px; background: var(--sheet); border: 1px solid var(--line); padding: 4px 10px; }
footer { margin-top: 64px; padding-top: 14px; border-top: 1px solid var(--rule); color: var(--muted); font-size: 13px; display: grid; gap: 4px; }
@media (max-width: 980px) {
  .figures { grid-template-columns: repeat(3, 1fr); }
  .figures > div:nth-child(3n + 1) { border-left: 0; }
  .figures > div:nth-child(n + 4) { border-top: 1px solid var(--line); }
  .pair { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 640px) {
  .page { padding: 24px 18px 40px; }
  h1 { font-size: 30px; }
  .masthead { grid-template-columns: minmax(0, 1fr); }
  .plate { justify-self: start; }
  .plate .root { font-size: 11px; }
  .figures { grid-template-columns: repeat(2, 1fr); }
  .figures > div:nth-child(n) { border-left: 0; border-top: 1px solid var(--line); padding: 12px 14px; }
  .figures > div:nth-child(even) { border-left: 1px solid var(--line); }
  .figures > div:nth-child(-n + 2) { border-top: 0; }
  .figures .value { font-size: 26px; }
  .wide { display: none; } .narrow { display: block; }
  section { margin-top: 40px; }
  caption span { display: inline-block; max-width: calc(100vw - 36px); }
  table { font-size: 13px; } thead th { font-size: 12px; }
  th, td { padding-right: 10px; } td.text, th.text { min-width: 104px; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --sheet: #fff; --ink: #000; --muted: #444; --line: #bbb; --rule: #000;
    --succeeded: #1f6248; --succeeded-fill: #7fb39c; --failed: #a32210; --denied: #6f4a00; --denied-fill: #b9861d; --other: #445263; --other-fill: #8493a5;
  }
  @page { margin: 14mm; }
  body { font-size: 10.5pt; }
  .page { max-width: none; padding: 0; }
  .sections, .skip { display: none; }
  .wide { display: block; } .narrow { display: none; }
  section { margin-top: 26px; }
  h2, .heading, caption, thead { break-after: avoid; }
  tr, figure, .figures, .plate { break-inside: avoid; }
  table { font-size: 9pt; } .scroll { overflow: visible; }
  .figures { grid-template-columns: repeat(3, 1fr); }
  .fill-succeeded, .fill-failed, .fill-denied, .fill-other, .fill-track { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details > summary { display: none; }
}
@media (forced-colors: active) { .fill-succeeded { fill: CanvasText; opacity: 0.45; } .fill-failed { fill: CanvasText; } }
`;
