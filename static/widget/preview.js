// The widget as its settings are typed: the same views as on a site, with people and words of nobody.
import { before } from "./frame/before.js";
import { home } from "./frame/home.js";
import { talk } from "./frame/talk.js";

const told = JSON.parse(document.getElementById("shown").textContent);
const stage = document.getElementById("widget");
const VIEWS = { home, before, talk, away: before };
const ANA = { name: "Ana", initials: "AR", hue: 5 };
let view = "home";

const ago = (minutes) => new Date(Date.now() - minutes * 60000).toISOString();
const entry = (seq, author, text, more = {}) => ({ seq, author, text, name: "", files: [], buttons: [], event: null, at: ago(6 - seq), ...more });
const nothing = async () => ({});

function sample() {
  const entries = [
    entry(1, "visitor", "The pump runs, but there is no pressure."),
    entry(2, "system", "", { event: { event: "joined" }, name: "Ana" }),
    entry(3, "agent", "Hello Maya, is it dry under the left side of the machine?", { name: "Ana" }),
    entry(4, "visitor", "There is a small puddle."),
  ];
  return { key: "sample", seq: 4, have: 4, state: "open", owner: "agent", agent: "Ana", missed: false, read: 4, visitor_read: 4, started_at: ago(6), entries, typing: { name: "Ana", until: Infinity } };
}

function show() {
  const away = view === "away";
  const shown = { ...told, people: told.people.length ? told.people : [ANA], open: !away, opens_at: away ? new Date(Date.now() + 3600000 * 14).toISOString() : null };
  const chats = view === "talk" ? [sample()] : [];
  const kept = new Map();
  const ctx = {
    shown,
    chats: { all: () => chats, get: (key) => chats.find((chat) => chat.key === key), know: () => chats[0], fetch: nothing },
    out: { of: () => [], add: nothing, drafts: () => [] },
    visitor: { known: null, identified: true, token: () => "" },
    keep: { get: (name) => kept.get(name) ?? null, set: (name, value) => kept.set(name, value), drop: (name) => kept.delete(name) },
    ask: nothing,
    tell() {},
    close() {},
    go() {},
    begin() {},
    follow() {},
    start() {},
    about: () => ({}),
    introduce: nothing,
    landed: () => undefined,
    seen() {},
  };
  document.documentElement.style.setProperty("--brand", shown.colour);
  document.documentElement.dataset.theme = shown.theme === "auto" ? "" : shown.theme;
  const drawn = VIEWS[view](ctx, "sample");
  stage.replaceChildren(drawn.content);
  drawn.shown?.();
}

addEventListener("message", (event) => {
  if (event.source !== window.parent || event.origin !== location.origin || event.data?.kind !== "preview") return;
  Object.assign(told, event.data.settings ?? {});
  view = Object.hasOwn(VIEWS, event.data.view) ? event.data.view : view;
  show();
});

show();
window.parent.postMessage({ kind: "previewing" }, location.origin);
