// The list: one tab stop, j and k inside, and news that never moves a row under somebody's pointer or focus.
import { behaviour, bind } from "./behaviours.js";
import { coalesce } from "./freshness.js";
import { pull } from "./requests.js";

const PAGE = 50;
const list = () => document.getElementById("ticket_list");
export const rows = () => [...(list()?.querySelectorAll(".trow") ?? [])];
let held = null;
// Until somebody stands on a row, the tab stop is the first one, also when a newer comes above it.
let stood = false;
let url = "";

export function move(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row === document.activeElement);
  const from = at >= 0 ? at : all.findIndex((row) => row.matches('[tabindex="0"]')) - (document.querySelector("#conversation[data-ticket]") ? 0 : by);
  stand(all[Math.min(all.length - 1, Math.max(0, from + by))]);
}

function stand(row) {
  stood = true;
  for (const other of rows()) other.tabIndex = other === row ? 0 : -1;
  row.focus();
}

export function current() {
  return document.activeElement?.closest(".trow") ?? rows().find((row) => row.tabIndex === 0);
}

export function openRow() {
  current()?.click();
}

// The ticket is done: the next one is a key away.
function standOnNext() {
  const all = rows();
  const next = all[all.findIndex((row) => row.hasAttribute("aria-current")) + 1];
  if (next?.checkVisibility()) stand(next);
}

document.addEventListener("ticket:resolved", standOnNext);

// A reply is sent: what comes next is each person's own choice.
export function goOn(where) {
  if (!where) return;
  const all = rows();
  const next = where === "next" && all[all.findIndex((row) => row.hasAttribute("aria-current")) + 1];
  if (next) return next.click();
  (document.querySelector(".nav__item[aria-current]") ?? document.getElementById("list_link"))?.click();
}

function choose(id) {
  stood = true;
  for (const row of rows()) {
    const here = row.id === id;
    row.toggleAttribute("aria-current", here);
    if (here) row.setAttribute("aria-current", "true");
    row.tabIndex = here ? 0 : -1;
  }
}

// The open ticket left this list, taken or solved: its row stays, greyed, while one reads it.
function keepOpenRow(next, row) {
  if (!row || next.some((other) => other.id === row.id)) return;
  const kept = row.cloneNode(true);
  kept.classList.add("is-finished", "is-gone");
  next.splice(rows().indexOf(row), 0, kept);
}

// Replace what changed and stayed where it was; hold back what would move.
function merge(fresh) {
  const current = document.querySelector("#conversation[data-ticket]")?.dataset.ticket;
  const now = new Map(rows().map((row) => [row.id, row]));
  const next = [...fresh.querySelectorAll(".trow")];
  for (const row of next) {
    if (row.id === `row_${current}`) {
      row.setAttribute("aria-current", "true");
      row.classList.remove("is-unread");
    }
    row.tabIndex = -1;
  }
  keepOpenRow(next, now.get(`row_${current}`));
  // Only the first page is asked for again; rows that somebody loaded below it keep their place.
  const among = (row) => next.some((other) => other.id === row.id);
  const last = rows().slice(0, PAGE).findLastIndex(among);
  const tail = rows().length > PAGE ? rows().slice(last + 1).filter((row) => !among(row)) : [];
  const order = next.map((row) => row.id);
  const same = order.every((id, n) => rows()[n]?.id === id) && rows().length === next.length + tail.length;
  if (same || !busy()) return apply(next, same, fresh, tail);
  const moved = order.filter((id, n) => rows()[n]?.id !== id && !now.has(id)).length;
  for (const row of next) now.has(row.id) && renew(now.get(row.id), row.cloneNode(true));
  listed();
  held = () => apply(next, false, fresh, tail);
  const bar = document.getElementById("refresh");
  bar.querySelector("span").textContent = moved ? `Refresh order · ${moved} new` : "Refresh order";
  bar.hidden = false;
}

// Bring a row up to date without replacing it: it keeps the focus, and the answer to a click on it finds its way.
// Where one stands is the page's own affair.
function renew(old, row) {
  if (!old) return row;
  old.className = row.className;
  if (old.innerHTML !== row.innerHTML) old.replaceChildren(...row.childNodes);
  bind(old);
  return old;
}

function apply(next, same, fresh, tail) {
  held = null;
  document.getElementById("refresh").hidden = true;
  const now = new Map(rows().map((row) => [row.id, row]));
  if (same) {
    for (const row of next) renew(now.get(row.id), row);
    return listed();
  }
  const kept = next.map((row) => renew(now.get(row.id), row));
  const more = tail.length ? document.getElementById("more") : fresh.querySelector("#more");
  const empty = fresh.querySelector(".empty");
  arrange([...kept, ...tail, ...(more ? [more] : []), ...(empty && !kept.length ? [empty] : [])]);
  if (!stood) for (const row of rows()) row.tabIndex = -1;
  if (!rows().some((row) => row.tabIndex === 0) && rows()[0]) rows()[0].tabIndex = 0;
  listed();
}

// What is in the list already is not taken out: on a busy desk a row or two come at a time, and fifty stay.
function arrange(wanted) {
  const there = new Set(list().children);
  const wants = new Set(wanted);
  for (const node of there) if (!wants.has(node)) node.remove();
  let at = list().firstElementChild;
  for (const node of wanted) {
    if (node === at) at = at.nextElementSibling;
    else list().insertBefore(node, at);
    if (there.has(node)) continue;
    htmx.process(node);
    bind(node);
  }
}

// The rows were drawn anew: what this page itself adds to them is to be put back.
function listed() {
  document.dispatchEvent(new CustomEvent("desk:listed"));
}

function busy() {
  return list().contains(document.activeElement) || list().matches(":hover") || list().closest(".pane__scroll").scrollTop > 40;
}

export function refreshOrder() {
  held?.();
}

const refresh = coalesce(async () => {
  if (!list() || document.hidden || document.getElementById("list_search")?.value) return;
  const { content } = await pull(`${url}${url.includes("?") ? "&" : "?"}fresh=1`);
  const here = document.querySelector(".nav__item[aria-current]")?.id;
  const views = document.getElementById("lists");
  if (views) {
    const focused = views.contains(document.activeElement) ? document.activeElement.id : "";
    views.replaceChildren(...content.getElementById("fresh_views").childNodes);
    if (here) document.getElementById(here)?.setAttribute("aria-current", "page");
    if (focused) document.getElementById(focused)?.focus();
    // Counts of saved views are taken every other second at most: these are from before the last change.
    if (content.getElementById("counts_old") || views.querySelector("#counts_old")) setTimeout(ask, 2000);
  }
  const count = document.getElementById("list_count");
  if (count) count.textContent = content.getElementById("fresh_count").textContent;
  const rail = document.getElementById("rail_count");
  if (rail) rail.replaceWith(content.getElementById("rail_count") ?? rail);
  merge(content.getElementById("fresh_rows"));
}, 120);

const ask = () => refresh().catch(() => {});

behaviour("ticket-list", (pane) => {
  url = pane.dataset.url;
  document.getElementById("refresh").addEventListener("click", refreshOrder);
  list().addEventListener("focusout", () => setTimeout(() => {
    if (held && !busy()) held();
  }));
  list().addEventListener("pointerleave", () => {
    if (held && !busy()) held();
  });
  list().addEventListener("click", (event) => {
    const row = event.target.closest(".trow");
    if (row && !event.ctrlKey && !event.metaKey) choose(row.id);
  });
});

document.addEventListener("live:ticket_changed", ask);
document.addEventListener("live:resync", ask);
// Without a socket the page still asks, each time it tries to get one back.
document.addEventListener("live:lost", ask);
document.addEventListener("ticket:changed", ask);
document.addEventListener("htmx:afterSettle", (event) => {
  if (list()?.contains(event.detail.elt) || event.detail.target === list()) listed();
});
// Another ticket is open now: what stayed for the one before may go.
document.addEventListener("htmx:afterSettle", () => {
  const open = document.querySelector("#conversation[data-ticket]")?.dataset.ticket;
  if (rows().some((row) => row.matches(".is-gone") && row.id !== `row_${open}`)) ask();
});
