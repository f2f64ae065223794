// The open ticket: it shows what happens as it happens, keeps the reader's place, and remembers what was seen.
import { announce } from "./announcer.js";
import { behaviour, bind } from "./behaviours.js";
import { coalesce, setBehind } from "./freshness.js";
import { Gone, post, pull } from "./requests.js";
import { toast } from "./toasts.js";

const NEAR = 80;
// A letter on its way changes without an event: look again a few times.
const LOOK_AGAIN = [1500, 4000, 10000, 30000];

const pane = () => document.querySelector("#conversation[data-ticket]");
const scroller = () => document.getElementById("messages_scroll");
const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
let unread = 0;
let looks = 0;
let lookTimer = 0;
let visited = "";
let arrived = Boolean(document.querySelector("#conversation:not([data-ticket])"));

export function currentTicket() {
  return Number(pane()?.dataset.ticket ?? 0);
}

function toEnd() {
  const box = scroller();
  if (box) box.scrollTop = box.scrollHeight;
}

// Eyes may be on the words one writes: what comes in meanwhile is new to them until they say they have read it. Who
// chats reads along.
const isWriting = (composer) => Boolean(composer && !composer.dataset.talking && composer.querySelector("#composer_text")?.value.trim());

// The reader has seen all that is on the page: the next reply may build on it, unless one is half written.
function saw() {
  const here = pane();
  if (!here || document.hidden) return;
  unread = 0;
  document.getElementById("newer").hidden = true;
  const seen = document.getElementById("composer_seen");
  if (seen && !isWriting(seen.closest("#composer")) && Number(seen.value) < Number(here.dataset.seq)) seen.value = here.dataset.seq;
  const mark = `${here.dataset.ticket}:${here.dataset.seq}`;
  if (mark === visited) return;
  visited = mark;
  post(here.dataset.visit, { seq: here.dataset.seq }).catch(() => { visited = ""; });
  document.getElementById(`row_${here.dataset.ticket}`)?.classList.remove("is-unread");
}

// An open menu is somebody choosing: the head is left alone until they are done, then brought up to date.
const choosing = (place) => Boolean(place.querySelector(":popover-open, dialog[open]"));
let owed = false;

function settle() {
  const head = document.getElementById("ticket_head");
  if (!owed || !head || choosing(head)) return;
  owed = false;
  catchUp();
}

// What is typed comes along into the composer that takes its place, or is told to be a draft elsewhere.
function takeAlong(old, node) {
  const from = old.querySelector("form");
  const form = node.querySelector("form");
  const typed = from?.querySelector("#composer_text").value.trim();
  const files = [...(from?.querySelectorAll("#uploads > *") ?? [])];
  if (!typed && !files.length) return null;
  if (!form) {
    toast("This ticket was merged meanwhile. What you wrote is kept as a draft.");
    return null;
  }
  const text = form.querySelector("#composer_text");
  if (!text.value.includes(typed)) text.value = [text.value.trim(), typed].filter(Boolean).join("\n\n");
  for (const file of files) if (!file.id || !form.querySelector(`#${CSS.escape(file.id)}`)) form.querySelector("#uploads").append(file);
  // Beside a note all of it is a note: the other way round one could reach the customer.
  if (from.dataset.mode === "note") form.dataset.mode = "note";
  form.querySelector("#composer_seen").value = from.querySelector("#composer_seen").value;
  form.hidden = from.hidden && form.hidden;
  node.querySelector("#composer_closed").hidden = !form.hidden;
  return text;
}

function replaceById(node) {
  const old = document.getElementById(node.id);
  if (!old || old.contains(document.activeElement) && old.outerHTML === node.outerHTML) return;
  node.removeAttribute("hx-swap-oob");
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  const kept = node.id === "composer" && takeAlong(old, node);
  // Nor while a choice is on its way: its answer could not find the page from a head that is gone.
  if (choosing(old) || old.querySelector(".htmx-request")) return void (owed = true);
  old.replaceWith(node);
  htmx.process(node);
  bind(node);
  document.dispatchEvent(new CustomEvent("desk:drawn"));
  // As if it were typed here: the draft is kept.
  if (kept) kept.dispatchEvent(new Event("input", { bubbles: true }));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function add(items) {
  const list = document.getElementById("messages");
  const box = scroller();
  const stick = atEnd(box);
  const fresh = items.filter((item) => !item.id || !document.getElementById(item.id));
  list.append(...fresh);
  for (const item of fresh) {
    htmx.process(item);
    bind(item);
  }
  for (const item of fresh) {
    for (const line of [item, ...item.querySelectorAll("[data-removes]")]) document.getElementById(line.dataset.removes)?.remove();
  }
  const messages = fresh.filter((item) => item.matches(".msg"));
  const others = messages.filter((item) => item.matches(".msg--customer") || item.dataset.by !== document.body.dataset.me);
  if (stick) toEnd();
  else if (others.length) {
    unread += others.length;
    const button = document.getElementById("newer");
    button.textContent = `${unread} new ↓`;
    button.hidden = false;
  }
  if (others.length) {
    const who = others.at(-1).querySelector(".msg__head b")?.textContent ?? "";
    announce(`${others.length} new ${others.length === 1 ? "message" : "messages"} from ${who}`);
    const composer = document.getElementById("composer");
    const people = others.filter((item) => !item.matches(".msg--bot"));
    if (people.length && isWriting(composer)) {
      const detail = { who, seq: pane().dataset.seq };
      composer.dispatchEvent(new CustomEvent("composer:overtaken", { detail }));
    }
  }
  return stick;
}

// Messages of another ticket came between the ones that are here, or left: all is drawn anew.
async function redraw(here) {
  const { content } = await pull(`${here.dataset.timeline}?after=0`);
  if (here !== pane()) return;
  const list = document.getElementById("messages");
  list.replaceChildren(...[...content.children].filter((node) => node.matches("li")));
  htmx.process(list);
  bind(list);
  toEnd();
  saw();
}

// A merge, or its end, took a draft along and changed what can be written here.
async function recompose(here) {
  const { content } = await pull(new URL("../", new URL(here.dataset.timeline, location)), { target: "conversation" });
  const fresh = content.getElementById("composer");
  if (here === pane() && fresh) replaceById(fresh);
}

const catchUp = coalesce(async () => {
  const here = pane();
  if (!here) return setBehind(false);
  try {
    const { content, response } = await pull(`${here.dataset.timeline}?after=${here.dataset.seq}`);
    if (here !== pane()) return;
    setBehind(false);
    for (const node of content.querySelectorAll("[hx-swap-oob]")) replaceById(node);
    const seq = Number(response.headers.get("X-Ticket-Seq"));
    const before = Number(here.dataset.seq);
    if (seq > before) {
      here.dataset.seq = String(seq);
      if (response.headers.get("X-Composer-Redraw")) await recompose(here);
      if (response.headers.get("X-Timeline-Redraw")) return redraw(here);
      const stick = add([...content.children].filter((node) => node.matches("li")));
      if (stick) saw();
      looks = 0;
    }
    lookAgain();
  } catch (error) {
    if (error instanceof Gone) return;
    setBehind(true);
    setTimeout(catchUp, 5000);
  }
}, 100);

function lookAgain() {
  clearTimeout(lookTimer);
  if (looks < LOOK_AGAIN.length && document.querySelector("[data-on-its-way]")) {
    lookTimer = setTimeout(catchUp, LOOK_AGAIN[looks++]);
  }
}

behaviour("conversation", (here) => {
  if (!here.dataset.ticket) return;
  const box = scroller();
  let height = box.clientHeight;
  // A composer that opens or grows takes room: who stood at the end stays there.
  new ResizeObserver(() => {
    if (box.scrollHeight - box.scrollTop - height < NEAR) box.scrollTop = box.scrollHeight;
    height = box.clientHeight;
  }).observe(box);
  unread = 0;
  looks = 0;
  const mark = document.getElementById("new_since");
  if (mark) mark.scrollIntoView({ block: "center" });
  else toEnd();
  document.getElementById("newer").addEventListener("click", () => {
    toEnd();
    saw();
  });
  scroller().addEventListener("scroll", () => {
    if (atEnd(scroller())) saw();
  }, { passive: true });
  saw();
  lookAgain();
  // Opened from the list: reading starts at the heading.
  if (arrived) document.getElementById("ticket_title").focus({ preventScroll: true });
  arrived = true;
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (!choosing(event.detail.target)) return;
  event.detail.shouldSwap = false;
  owed = true;
});
for (const end of ["toggle", "close", "htmx:afterRequest"]) document.addEventListener(end, settle, true);
document.addEventListener("live:ticket_changed", (event) => {
  const here = pane();
  if (here && event.detail.id === currentTicket() && event.detail.seq > Number(here.dataset.seq)) catchUp();
});
document.addEventListener("live:resync", catchUp);
document.addEventListener("live:lost", () => setTimeout(catchUp, 300));
document.addEventListener("ticket:changed", () => {
  looks = 0;
  catchUp();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && scroller() && atEnd(scroller())) saw();
});
// A composer that comes back knows only what the server knew when it answered; what came meanwhile is on the page.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "composer" && scroller() && atEnd(scroller())) saw();
});
