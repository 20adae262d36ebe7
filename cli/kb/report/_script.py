"""What sorts and filters a report's tables, without which they are whole."""

import hashlib
from base64 import b64encode

SCRIPT = """
"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
  const key = (row, column) => {
    const {key: given} = row.cells[column].dataset;
    if (given === undefined) return row.cells[column].textContent;
    return given === "" ? null : Number(given);
  };
  const order = (a, b) => typeof a === "number" && typeof b === "number"
    ? a - b : String(a).localeCompare(String(b), undefined, {numeric: true});
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const falling = head.getAttribute("aria-sort") === "ascending";
      heads.forEach(each => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      const known = rows.filter(row => key(row, column) !== null);
      const unknown = rows.filter(row => key(row, column) === null);
      known.sort((a, b) => order(key(a, column), key(b, column)) * (falling ? -1 : 1));
      body.append(...known, ...unknown);
    });
  });
  if (rows.length < 6) continue;
  const label = document.createElement("label"), input = document.createElement("input");
  const count = document.createElement("output");
  input.type = "search";
  label.append("Show rows with ", input, " ", count);
  label.className = "filter";
  table.closest(".scroll").before(label);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\\s+/);
    rows.forEach(row => {
      const text = [...row.cells].map(cell => cell.textContent).join(" ").toLowerCase();
      row.hidden = !words.every(word => text.includes(word));
    });
    const shown = rows.filter(row => !row.hidden).length;
    count.textContent = shown === rows.length ? "" : `${shown} of ${rows.length}`;
  });
}
"""

_DIGEST = b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()

POLICY = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_DIGEST}'"
"""What a browser enforces: nothing is loaded, and no script runs but this one."""
