"""How a report looks, in light and in dark."""

_LINES = "".join(
    f"polyline.c{n} {{ stroke: var(--c{n}); }} polygon.c{n} {{ fill: var(--c{n}); }}\n"
    for n in range(6)
)

STYLE = f"""
:root {{ color-scheme: light dark; --ink: #1c1c1c; --paper: #fff; --faint: #dcdcdc;
  --soft: #5a5a5a; --panel: #f5f6f8; --accent: #1f5fa8; --good: #17703f; --bad: #b3261e;
  --c0: #1f5fa8; --c1: #c0392b; --c2: #1f7a4d; --c3: #7d4fa0; --c4: #8a6100; --c5: #00707a; }}
@media (prefers-color-scheme: dark) {{ :root {{ --ink: #e8e8e8; --paper: #161616; --faint: #3c3c3c;
  --soft: #a8a8a8; --panel: #202124; --accent: #7db4f0; --good: #6fcf97; --bad: #ff8a80;
  --c0: #7db4f0; --c1: #ff8a80; --c2: #6fcf97; --c3: #c9a0ee; --c4: #e3b341; --c5: #5ccfd8; }} }}
* {{ box-sizing: border-box; }}
body {{ font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 74rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }}
h2 {{ font-size: 1.15rem; margin: 2.5rem 0 .5rem; }} p {{ max-width: 46rem; margin: .5rem 0; }}
.answer {{ background: var(--panel); border-left: 3px solid var(--accent); padding: .6rem .9rem;
  overflow-wrap: anywhere; }}
.scroll {{ overflow-x: auto; margin: .8rem 0; }} ul {{ padding-left: 1.2rem; max-width: 46rem; }}
li {{ overflow-wrap: anywhere; }}
:focus-visible {{ outline: 2px solid var(--accent); outline-offset: 2px; }}
table {{ border-collapse: separate; border-spacing: 0;
  font-variant-numeric: tabular-nums; font-size: .93rem; }}
caption {{ text-align: left; white-space: nowrap; color: var(--soft); padding-bottom: .4rem; }}
th, td {{ padding: .28rem .55rem; text-align: right; white-space: nowrap; }}
th:first-child, .word {{ text-align: left; }}
tr > th:first-child {{ position: sticky; left: 0; background: var(--paper); }}
tbody th {{ font-weight: 600; }}
tbody tr:nth-child(even), tbody tr:nth-child(even) > th {{
  background: var(--panel); }}
thead th {{ border-bottom: 1px solid var(--soft); font-weight: 600; vertical-align: bottom; }}
th button {{ all: unset; cursor: pointer; font-weight: 600; }}
th button:hover {{ text-decoration: underline; }}
th button:focus-visible {{ outline: 2px solid var(--accent); outline-offset: 2px; }}
th[aria-sort=ascending] button::after {{ content: " ↑"; }}
th[aria-sort=descending] button::after {{ content: " ↓"; }}
.filter {{ display: block; margin: .8rem 0 0; color: var(--soft); }}
.filter input {{ font: inherit; color: var(--ink); background: var(--paper); padding: .15rem .4rem;
  border: 1px solid var(--soft); border-radius: 4px; max-width: 14rem; }}
.better {{ color: var(--good); font-weight: 600; }}
.worse {{ color: var(--bad); font-weight: 600; }}
details {{ margin: .8rem 0; }} summary {{ cursor: pointer; color: var(--accent); }}
dl {{ max-width: 46rem; margin: .5rem 0; }} dt {{ font-weight: 600; }}
dd {{ margin: 0 0 .5rem 1rem; }}
svg {{ width: 100%; min-width: 40rem; max-width: 60rem; height: auto; display: block; }}
svg text {{ fill: var(--ink); font-size: 12px; }} svg .title {{ font-weight: 600; }}
svg .halo {{ paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }}
.grid {{ stroke: var(--faint); }} .axis {{ stroke: var(--soft); stroke-width: 1; }}
.seed {{ fill: var(--accent); fill-opacity: .55; }}
.interval {{ stroke: var(--ink); stroke-width: 2; }}
.mean {{ stroke: var(--ink); stroke-width: 3; }}
.reference {{ stroke: var(--soft); stroke-width: 1; stroke-dasharray: 4 4; }}
polyline {{ fill: none; stroke-width: 2; }} .band {{ stroke: none; fill-opacity: .14; }}
polyline.grid, polyline.axis, polyline.reference {{ stroke-width: 1; }}
polyline.trial {{ stroke: var(--soft); stroke-width: 1.2; stroke-opacity: .45; }}
polyline.best {{ stroke: var(--accent); stroke-width: 2; stroke-opacity: .9; }}
g:hover > polyline.trial {{ stroke: var(--bad); stroke-width: 3.5; stroke-opacity: 1; }}
{_LINES}pre {{ background: var(--panel); padding: .7rem; overflow-x: auto; font-size: .87rem; }}
@media print {{ body {{ max-width: none; }} .filter {{ display: none; }} }}
"""
