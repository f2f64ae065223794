// Rows one has selected, by key, by pointer, or all of the list at once; the bulk bar stands where the list's head was.
import { announce } from "./announcer.js";
import { behaviour } from "./behaviours.js";
import { pull } from "./requests.js";
import { current, rows } from "./ticket_list.js";

const chosen = new Set();
// Pointing selects instead of opening; for fingers, which have no x.
let pointing = false;
let anchor = "";
let everything = 0;

const part = (id) => document.getElementById(id);
const has = (row) => everything > 0 || chosen.has(row.id);

export const selecting = () => Boolean(everything || chosen.size);

function draw() {
  const bar = part("bulkbar");
  if (!bar) return;
  for (const row of rows()) {
    const is = has(row);
    row.classList.toggle("is-selected", is);
    const mark = row.querySelector("[data-chosen]");
    if (is && !mark) row.prepend(Object.assign(document.createElement("span"), { className: "sr-only", textContent: "Selected: " }));
    if (is) row.firstElementChild.dataset.chosen = "";
    else mark?.remove();
  }
  const count = everything || chosen.size;
  // Of what was changed some may have left the list; they stay selected, and it is said.
  const away = everything ? 0 : count - rows().filter(has).length;
  bar.hidden = !count;
  part("bulk_count").textContent = count ? `${count.toLocaleString()} selected${away ? `, ${away.toLocaleString()} not shown here` : ""}` : "";
  part("bulk_everything").hidden = Boolean(everything);
  part("bulk_tickets").value = [...chosen].map((id) => id.replace("row_", "")).join();
  part("bulk_sought").value = part("list_search")?.value ?? "";
  if (!everything) part("bulk_all").replaceChildren();
  part("select_rows")?.setAttribute("aria-pressed", String(pointing));
}

function toggle(row) {
  everything = 0;
  if (!chosen.delete(row.id)) chosen.add(row.id);
  anchor = row.id;
  draw();
}

export function toggleHere() {
  const row = current();
  if (row && part("bulkbar")) toggle(row);
}

export function selectTo() {
  const row = current();
  if (!row || !part("bulkbar")) return;
  const all = rows();
  const from = all.findIndex((other) => other.id === anchor);
  const [first, last] = [from < 0 ? all.indexOf(row) : from, all.indexOf(row)].sort((a, b) => a - b);
  for (const other of all.slice(first, last + 1)) chosen.add(other.id);
  everything = 0;
  anchor = row.id;
  draw();
}

export function clear() {
  // The bar goes, and with it a button that has the focus: that goes back to where one selected.
  const back = part("bulkbar")?.contains(document.activeElement) || document.activeElement === document.body;
  if (back && selecting()) current()?.focus({ preventScroll: true });
  chosen.clear();
  everything = 0;
  pointing = false;
  draw();
}

async function selectEverything(url) {
  const asked = new URLSearchParams({ view: document.querySelector("#bulk_selection [name=view]").value, q: part("list_search")?.value ?? "" });
  const { content } = await pull(`${url}?${asked}`);
  part("bulk_all").replaceChildren(content);
  everything = Number(part("bulk_all").querySelector("[data-count]").dataset.count);
  draw();
  announce(`${everything} selected`);
}

behaviour("selection", (bar) => {
  part("bulk_clear").addEventListener("click", clear);
  part("bulk_everything").addEventListener("click", (event) => selectEverything(event.currentTarget.dataset.url).catch(() => {}));
  part("select_rows")?.addEventListener("click", () => {
    pointing = !pointing;
    if (pointing) draw();
    else clear();
  });
  // Before the row hears of it, which would open its ticket.
  bar.closest(".pane").addEventListener("click", (event) => {
    const row = event.target.closest("#ticket_list .trow");
    if (!row || !(pointing || event.shiftKey && selecting())) return;
    event.preventDefault();
    event.stopPropagation();
    toggle(row);
  }, true);
});

behaviour("puts-away", (button) => button.addEventListener("click", () => document.getElementById(button.dataset.of)?.remove()));

document.addEventListener("desk:listed", draw);
// A job has begun: its tickets, and only they, stay selected for the next change. The answer brought their ids.
document.addEventListener("bulk:started", () => {
  chosen.clear();
  for (const id of part("bulk_tickets").value.split(",")) chosen.add(`row_${id}`);
  everything = 0;
  draw();
});
