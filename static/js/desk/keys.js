// The keyboard map. Single keys act only when no field, menu or dialog has the focus.
import { anyOpen, open } from "./dialogs.js";
import { pickMacro, write } from "./composer.js";
import { show } from "./panes.js";
import { clear, selectTo, selecting, toggleHere } from "./selection.js";
import { move, openRow, refreshOrder } from "./ticket_list.js";

const press = (id) => document.getElementById(id)?.click();
const ticketOpen = () => Boolean(document.querySelector("#conversation[data-ticket]"));

const BULK = { tags: "bulk_tags_open" };

function menu(name) {
  if (selecting()) return press(BULK[name] ?? `bulk_${name}`);
  const button = document.getElementById(`prop_${name}`);
  if (!button) return;
  // Where the browser puts the focus back when the menu closes: at the ticket, not in the list.
  button.focus({ preventScroll: true });
  document.getElementById(`menu_${name}`).showPopover({ source: button });
}

function back() {
  const target = document.querySelector(".pane--list #ticket_list .trow[aria-current]") ?? document.querySelector("#ticket_list .trow");
  if (matchMedia("(width <= 80rem)").matches && document.querySelector(".desk--ticket")) return press("list_link");
  const desk = document.querySelector(".desk");
  if (desk) desk.dataset.pane = "list";
  target?.focus();
}

function search() {
  const field = document.getElementById("list_search");
  if (field) field.select(), field.focus();
  else press("list_link");
}

const PANES = [".pane--views a", "#ticket_list .trow[tabindex='0']", "#ticket_title", "#messages_scroll", "#composer_closed:not([hidden]) button, #composer_text", "#context [tabindex]"];

function nextPane(by) {
  const places = PANES.map((selector) => [...document.querySelectorAll(selector)].find((e) => e.checkVisibility())).filter(Boolean);
  const at = places.findIndex((place) => place.closest(".pane, form, header") === document.activeElement.closest(".pane, form, header"));
  places.at((at + by + places.length) % places.length)?.focus();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: openRow,
  u: back,
  Escape: () => (selecting() ? clear() : back()),
  r: () => write("reply"),
  n: () => write("note"),
  a: () => menu("assignment"),
  s: () => menu("status"),
  p: () => menu("priority"),
  t: () => press("take"),
  T: () => menu("tags"),
  m: () => press("open_merge"),
  ";": () => (selecting() ? press("bulk_macro") : pickMacro()),
  x: toggleHere,
  X: selectTo,
  z: () => menu("snooze"),
  c: () => document.querySelector('a[title="New ticket (c)"]')?.click(),
  f: () => press("follow"),
  i: () => ticketOpen() && show("context"),
  v: () => (document.getElementById("views") ? show("views") : press("list_link")),
  "/": search,
  "?": () => open("keys"),
  ".": refreshOrder,
};

export function act(key) {
  KEYS[key]?.();
}

let went = 0;

document.addEventListener("keydown", (event) => {
  if (event.key === "F6") {
    event.preventDefault();
    return nextPane(event.shiftKey ? -1 : 1);
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input, textarea, select, [contenteditable], iframe") || anyOpen()) return;
  if (event.key === "g") {
    went = Date.now();
    return;
  }
  if (Date.now() - went < 1000) {
    went = 0;
    if (event.key === "a") {
      event.preventDefault();
      const you = document.getElementById("rail_you");
      you.focus({ preventScroll: true });
      return document.getElementById("you_menu").showPopover({ source: you });
    }
    const place = { i: "rail_inbox", q: "rail_questions", r: "rail_reports", s: "rail_settings", n: "rail_bell", p: "rail_calls", l: "rail_chats", k: "rail_knowledge", u: "rail_status" }[event.key];
    if (place) {
      event.preventDefault();
      return press(place);
    }
  }
  const act = KEYS[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});
