// The bell in the rail counts up live; a toast says what is new, at most every five seconds and never of the ticket
// one is looking at.
import { behaviour, bind } from "./behaviours.js";
import { coalesce } from "./freshness.js";
import { Gone, pull } from "./requests.js";

const GAP = 5000;
let newest = null;
let toasted = 0;
let later = 0;

const bell = () => document.getElementById("rail_bell");

function toast(shown) {
  const open = document.querySelector("#conversation[data-ticket]")?.dataset.number;
  if (document.hidden || (open && shown.dataset.ticket === open)) return;
  toasted = Date.now();
  document.getElementById("toasts").append(shown);
}

const ask = coalesce(async () => {
  const link = bell();
  if (!link) return;
  const wait = toasted + GAP - Date.now();
  const quiet = newest === null || wait > 0;
  try {
    const { content } = await pull(`${link.dataset.url}${quiet ? "" : `?after=${newest}`}`);
    const count = content.getElementById("bell_count");
    document.getElementById("bell_count").replaceWith(count);
    const latest = Number(count.dataset.newest);
    clearTimeout(later);
    // What came during the pause is told at its end.
    if (newest !== null && quiet && latest > newest) later = setTimeout(ask, wait);
    else newest = latest;
    const shown = content.querySelector(".toast");
    if (shown) toast(shown);
  } catch (error) {
    if (!(error instanceof Gone || error instanceof TypeError)) throw error;
  }
}, 1000);

document.addEventListener("live:resync", ask);
document.addEventListener("live:notified", ask);

// j and k, or the arrows, go from one line to the next.
function step(event) {
  const by = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const rows = [...document.querySelectorAll("#notifications .news__row")];
  if (!by || !rows.length || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog, [popover]")) return;
  const at = rows.indexOf(document.activeElement);
  // Arrows scroll the page as ever until somebody stands in the list.
  if (at < 0 && event.key.startsWith("Arrow")) return;
  event.preventDefault();
  rows[Math.min(rows.length - 1, Math.max(0, at + by))].focus();
}

document.addEventListener("keydown", step);

behaviour("notifications", (list) => {
  const fresh = coalesce(async () => {
    // Not while somebody stands in it: the place would be lost under them.
    if (!list.isConnected || list.contains(document.activeElement)) return;
    const { content } = await pull(list.dataset.url);
    const next = content.getElementById("notifications");
    list.replaceWith(next);
    document.removeEventListener("live:notified", renew);
    htmx.process(next);
    bind(next);
  }, GAP);
  const renew = () => fresh().catch(() => {});
  document.addEventListener("live:notified", renew);
});
