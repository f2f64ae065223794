// The frame: it knows the visitor, keeps the line, and shows one view at a time.
import { asker, Refused } from "./ask.js";
import { reader } from "./answers.js";
import { before, fieldsToAsk } from "./before.js";
import { makeChats, unread } from "./chats.js";
import { home } from "./home.js";
import { hostPage } from "./host.js";
import { inLine } from "./in_line.js";
import { keeper } from "./keep.js";
import { line } from "./line.js";
import { newId, outbox } from "./outbox.js";
import { say } from "./parts.js";
import { windows } from "./tabs.js";
import { talk } from "./talk.js";
import { makeVisitor } from "./visitor.js";

const shown = JSON.parse(document.getElementById("shown").textContent);
const base = new URL(`/widget/${encodeURIComponent(shown.site)}/`, location.origin).href;
const keep = keeper(shown.site);
const stage = document.getElementById("widget");
const VIEWS = { home, before, talk };
// What a minute changes is asked for again after this time.
const STALE = 60000;

document.documentElement.style.setProperty("--brand", shown.colour);

let view = null;
let place = { name: "home", id: "" };
let open = false;
let page = null;
let asked = Date.now();
let queued = false;
// Chats that began under a name of ours, and the key they have now.
const landed = new Map();

const host = hostPage(shown.origins, (message) => hosts[message.kind]?.(message));
const tellHost = (name, detail) => host.say({ kind: "news", name, detail });
const tabs = windows(shown.site, (message) => windowsSay[message.kind]?.());
const ask = asker(base, () => visitor.token());
const visitor = makeVisitor({ keep, ask, tabs, tellHost });
const chats = makeChats({ ask, changed, spoken });
const out = outbox({ keep, send, arrived, refused, changed, tabs });
const wire = line({
  site: shown.site,
  token: visitor.token,
  hear: (frame) => chats.hint(frame)?.catch(() => {}),
  wake: () => catchUp().catch(() => {}),
  isSeen: () => open && !document.hidden,
  lost: () => visitor.recall().then(begun, () => {}),
});

const ctx = {
  shown,
  chats,
  out,
  visitor,
  keep,
  ask,
  tell: tellHost,
  close: () => host.say({ kind: "close" }),
  landed: (id) => landed.get(id) ?? (keep.get("landed")?.id === id ? keep.get("landed").key : undefined),

  go(name, id = "") {
    view?.leave?.();
    place = { name, id };
    keep.set("place", place);
    view = VIEWS[name](ctx, id);
    stage.replaceChildren(view.content);
    view.shown?.();
    if (open && document.hasFocus()) view.focus?.focus();
    if (name === "talk" && !id.startsWith("new:")) chats.fetch(id).catch(() => {});
  },

  // A new conversation: with questions first where there are any, else at once.
  begin() {
    keep.drop("incident");
    refresh().catch(() => {});
    const questions = fieldsToAsk(ctx).length > 0 || !shown.open;
    ctx.go(questions ? "before" : "talk", questions ? "" : `new:${newId()}`);
  },

  // They are affected by something everybody was told of, and want to hear when it is over.
  follow(incident) {
    const text = `Tell me when it is fixed: ${incident.title}`;
    keep.set("incident", incident.id);
    if (fieldsToAsk(ctx).length || !shown.open) {
      keep.set("question", text);
      ctx.go("before");
    } else ctx.start({ text, answers: {} });
  },

  start({ text, answers }) {
    keep.set("answers", { ...keep.get("answers"), ...answers });
    const id = `new:${newId()}`;
    out.add({ id: newId(), chat: id, text, at: new Date().toISOString(), start: ctx.about() });
    ctx.go("talk", id);
  },

  // What we say of the visitor with the first message of a conversation.
  about() {
    const { name, email, ...answers } = keep.get("answers") ?? {};
    return { name, email, answers, page, language: navigator.language, reader: reader(ctx), incident: keep.get("incident") ?? 0 };
  },

  async introduce(about) {
    await visitor.ensure();
    await visitor.introduce(about);
    keep.set("answers", { ...keep.get("answers"), ...about });
    changed();
  },

  // What is on the screen of somebody who looks has been read.
  seen(id) {
    const chat = chats.get(id);
    if (!chat || !open || document.hidden || chat.have <= chat.visitor_read) return;
    chat.visitor_read = chat.have;
    ask(`conversations/${id}/reads/`, { body: { seq: chat.have } }).catch(() => {});
    changed();
  },
};

async function send(item, files) {
  await visitor.ensure({ language: navigator.language, page });
  const about = item.start ?? {};
  if (item.start && !files.length) {
    return ask("conversations/", { body: { client_id: item.id, text: item.text, ...about } });
  }
  if (item.start) {
    // A conversation begins with words; its files follow them.
    const words = item.text || item.files.join(", ");
    const begun = await ask("conversations/", { body: { client_id: `${item.id}-0`, text: words, ...about } });
    await ask(`conversations/${begun.conversation.key}/files/`, { body: form({ ...item, text: "" }, files) });
    return begun;
  }
  const path = `conversations/${item.chat}/`;
  if (files.length) return ask(`${path}files/`, { body: form(item, files) });
  const choice = item.choice === undefined ? {} : { choice: item.choice };
  return ask(`${path}entries/`, { body: { client_id: item.id, text: item.text, ...choice } });
}

function form(item, files) {
  const body = new FormData();
  body.set("client_id", item.id);
  body.set("text", item.text);
  for (const file of files) body.append("file", file, file.name);
  return body;
}

function arrived(item, answer) {
  const { key } = answer.conversation;
  const chat = chats.know(answer);
  if (item.start) {
    landed.set(item.chat, key);
    keep.drop("incident");
    keep.set("landed", { id: item.chat, key });
    host.say({ kind: "talking", on: true });
    tellHost("started", { conversation: key });
    visitor.recall().catch(() => {});
    wire.join();
  }
  if (chat.have < chat.seq) chats.fetch(key).catch(() => {});
}

// A first message without something that must be asked before goes back into its form, with the reason beside the
// question. True: it is taken care of.
function refused(item, error) {
  if (error.code !== "malformed" || !item.start || item.files.length) return false;
  const { [error.field]: _wrong, ...answers } = keep.get("answers") ?? {};
  keep.set("answers", answers);
  // We may have closed since this page was drawn.
  if (error.field === "email") {
    ctx.needsAddress = true;
    asked = 0;
    refresh().catch(() => {});
  }
  if (!fieldsToAsk(ctx).some((field) => field.key === error.field)) return false;
  const words = out.of(item.chat);
  keep.set("question", words.map((one) => one.text).join("\n"));
  for (const one of words) out.drop(one.id);
  ctx.complaint = { field: error.field, words: error.message };
  if (place.id === item.chat) ctx.go("before");
  return true;
}

function spoken(chat, entry) {
  const theirs = entry.author === "agent" || entry.author === "bot";
  if (theirs && entry.seq > chat.visitor_read && Date.now() - new Date(entry.at) < 60000) {
    tellHost("message", { conversation: chat.key, name: entry.name, text: entry.text });
  }
  if (entry.event?.event === "ended") tellHost("ended", { conversation: chat.key });
}

// Many changes of one moment are drawn once.
function changed() {
  if (queued) return;
  queued = true;
  queueMicrotask(() => {
    queued = false;
    view?.update();
    begins();
    host.say({ kind: "unread", count: chats.all().reduce((sum, chat) => sum + unread(chat), 0) });
  });
}

async function catchUp() {
  if (!visitor.token()) return;
  await chats.list();
  const behind = chats.all().filter((chat) => chat.have < chat.seq && (chat.state === "open" || chat.key === place.id));
  await Promise.all(behind.map((chat) => chats.fetch(chat.key)));
  out.flush();
}

async function begun() {
  chats.clear();
  if (!visitor.token()) return changed();
  wire.join({ anew: true });
  await catchUp();
  host.say({ kind: "talking", on: chats.all().some((chat) => chat.state === "open") });
}

async function refresh() {
  if (Date.now() - asked < STALE) return;
  asked = Date.now();
  Object.assign(shown, await ask("now/"));
  changed();
}

const hosts = {
  hello(message) {
    hosts[message.open ? "open" : "close"](message);
    host.say({ kind: "ready" });
    if (message.identity) hosts.identify(message);
  },
  open(message) {
    page = message.page ?? page;
    open = true;
    view.shown?.();
    // A page that was opened with the chat on it keeps its own focus.
    if (!message.quiet) view.focus?.focus();
    wire.rouse();
    refresh().catch(() => {});
    changed();
  },
  close(message) {
    page = message.page ?? page;
    open = false;
  },
  identify(message) {
    visitor
      .identify(String(message.identity ?? ""))
      .then((other) => (other ? begun() : changed()))
      .catch((error) => say(error instanceof Refused ? error.message : ""));
  },
};

const windowsSay = {
  outbox: changed,
  visitor: () => visitor.recall().then(begun).catch(() => {}),
};

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector(":popover-open")) return;
  ctx.close();
});
document.addEventListener("visibilitychange", () => document.hidden || changed());

const begins = inLine({
  ask,
  chats,
  changed,
  inView: () => (open && !document.hidden && place.name === "talk" ? chats.get(place.id) : null),
  also: () => refresh(),
});

// Where the visitor was: a conversation that runs is gone on with, anything else begins at the start.
function recallPlace() {
  // Whoever has gone somewhere meanwhile stays there.
  if (place.name !== "home") return;
  const chat = last?.name === "talk" ? chats.get(last.id) : null;
  const draft = out.drafts()[0]?.chat;
  if (draft) ctx.go("talk", draft);
  else if (chat?.state === "open") ctx.go("talk", chat.key);
}

const last = keep.get("place");
ctx.go("home");
visitor
  .recall()
  .then(begun)
  .then(recallPlace)
  .catch(recallPlace)
  .finally(() => out.flush());
