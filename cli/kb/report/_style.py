"""How a report looks, in light and in dark."""

STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fff; --faint: #d9d9d9; --soft: #5a5a5a;
  --accent: #1f5fa8; --good: #1a7f4b; --bad: #b3261e; --c0: #1f5fa8; --c1: #c0392b; --c2: #1f7a4d;
  --c3: #7d4fa0; --c4: #8a6100; --c5: #00707a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #161616; --faint: #3c3c3c;
  --soft: #a8a8a8; --accent: #7db4f0; --good: #6fcf97; --bad: #ff8a80; --c0: #7db4f0;
  --c1: #ff8a80; --c2: #6fcf97; --c3: #c9a0ee; --c4: #e3b341; --c5: #5ccfd8; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.scroll { overflow-x: auto; } .scroll:focus-visible, summary:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .4rem; }
th, td { padding: .25rem .7rem .25rem 0; text-align: right; white-space: nowrap; }
th:first-child, td:first-child, .text { text-align: left; white-space: normal; }
thead th { border-bottom: 1px solid var(--faint); } .verdict { text-align: left; }
.better { color: var(--good); }
.worse { color: var(--bad); }
svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 12px; }
.grid { stroke: var(--faint); fill: none; } .seed { fill: var(--accent); fill-opacity: .55; }
.interval { stroke: var(--ink); stroke-width: 2; } .mean { stroke: var(--ink); stroke-width: 3; }
polyline { fill: none; stroke-width: 2; } .band { stroke: none; fill-opacity: .16; }
polyline.c0 { stroke: var(--c0); } polygon.c0 { fill: var(--c0); }
polyline.c1 { stroke: var(--c1); } polygon.c1 { fill: var(--c1); }
polyline.c2 { stroke: var(--c2); } polygon.c2 { fill: var(--c2); }
polyline.c3 { stroke: var(--c3); } polygon.c3 { fill: var(--c3); }
polyline.c4 { stroke: var(--c4); } polygon.c4 { fill: var(--c4); }
polyline.c5 { stroke: var(--c5); } polygon.c5 { fill: var(--c5); }
pre { background: color-mix(in srgb, var(--faint) 35%, transparent); padding: .7rem;
  overflow-x: auto; }
@media print { body { max-width: none; } details { break-inside: avoid; } }
"""
