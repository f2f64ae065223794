// Live chat: the queue, how long somebody waits, and what the visitor is doing. Nudges say only that something changed.
import { behaviour, bind } from "./behaviours.js";
import { coalesce } from "./freshness.js";
import { Gone, pull } from "./requests.js";

const SHOWN = 6000;
const LOOK = 20000;

const quietly = (job) => async () => {
  try {
    await job();
  } catch (error) {
    if (!(error instanceof Gone || error instanceof TypeError)) throw error;
  }
};

behaviour("chat-watch", (item) => {
  const count = coalesce(quietly(async () => {
    const { content } = await pull(item.dataset.url);
    item.querySelector("#rail_chats_count")?.replaceWith(content.firstElementChild);
  }), 300);
  document.addEventListener("live:resync", count);
  document.addEventListener("live:chat_changed", count);
});

behaviour("chat-list", (place) => {
  const refresh = coalesce(quietly(async () => {
    if (document.hidden) return;
    const { content } = await pull(`${place.dataset.url}?fresh=1`);
    const open = document.querySelector("#conversation[data-ticket]") && location.pathname;
    const at = place.contains(document.activeElement) ? document.activeElement.closest("[id]")?.id : "";
    const within = document.activeElement?.matches?.("button") ? "button" : "a";
    place.replaceChildren(content.getElementById("chat_rows"));
    document.getElementById("chat_figures")?.replaceWith(content.getElementById("chat_figures"));
    for (const link of place.querySelectorAll(".chatrow__open")) {
      if (open && link.pathname === open) link.closest(".trow").setAttribute("aria-current", "true");
    }
    bind(place.closest(".desk"));
    if (at) document.getElementById(at)?.querySelector(within)?.focus();
  }), 250);
  for (const news of ["live:chat_changed", "live:visitor_here", "live:ticket_changed", "live:resync", "live:lost", "ticket:changed"]) {
    document.addEventListener(news, refresh);
  }
  document.addEventListener("visibilitychange", refresh);
});

behaviour("stopwatch", (time) => {
  const since = Date.parse(time.dateTime);
  const tick = () => {
    if (!time.isConnected) return clearInterval(timer);
    const seconds = Math.max(0, Math.floor((Date.now() - since) / 1000));
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  const timer = setInterval(tick, 1000);
  tick();
});

let silence = 0;

behaviour("chatbar", (bar) => {
  // Whether they are still there is asked now and then: nobody tells us when a train enters a tunnel.
  const look = setInterval(() => {
    if (!bar.isConnected) return clearInterval(look);
    if (!document.hidden) document.dispatchEvent(new CustomEvent("ticket:changed"));
  }, LOOK);
});

const bar = (ticket) => document.querySelector(`#chatbar[data-ticket="${ticket}"]`);

function writes(shown) {
  const line = document.getElementById("chat_typing");
  if (line) line.hidden = !shown;
}

// They left, or are back: the head says what happens to an answer now.
document.addEventListener("live:visitor_here", (event) => {
  if (bar(event.detail.ticket)) document.dispatchEvent(new CustomEvent("ticket:changed"));
});
document.addEventListener("live:visitor_typing", (event) => {
  if (!bar(event.detail.ticket)) return;
  writes(true);
  clearTimeout(silence);
  silence = setTimeout(() => writes(false), SHOWN);
});
document.addEventListener("live:ticket_changed", (event) => bar(event.detail.id) && writes(false));
document.addEventListener("live:chat_read", (event) => {
  const here = bar(event.detail.ticket);
  if (here && event.detail.seq >= Number(here.dataset.seq)) document.getElementById("chat_seen").textContent = "Seen";
});
