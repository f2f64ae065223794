// A conversation as bubbles: what arrived, then what is still on its way. Drawn piece by piece, so that what is there
// stays there: a selection, an open picture, where somebody reads.
import { linked } from "./linked.js";
import { botFace, draw, face, make, personNamed } from "./parts.js";
import { sayClock, sayDay } from "./times.js";
import { eventWords, size } from "./words.js";

export function entryNodes(ctx, entry, previous, choose) {
  const nodes = [];
  if (!previous || sayDay(previous.at) !== sayDay(entry.at)) nodes.push(day(entry.at));
  if (entry.author === "system") {
    const words = entry.event ? eventWords({ ...entry.event, name: entry.name || entry.event.name }, ctx.shown) : entry.text;
    if (words) nodes.push(event(words));
    return nodes;
  }
  const mine = entry.author === "visitor";
  const follows = previous && previous.author === entry.author && previous.name === entry.name && nodes.length === 0;
  if (!mine && !follows && (entry.text || entry.files.length)) nodes.push(by(ctx, entry));
  if (entry.text) nodes.push(bubble(entry.text, mine, `${sayDay(entry.at)} ${sayClock(entry.at)}`));
  for (const file of entry.files) nodes.push(fileNode(file, mine));
  if (entry.buttons.length) nodes.push(choices(entry.buttons, choose));
  return nodes;
}

function bubble(text, mine, title) {
  const { parts, content } = draw("bubble");
  parts.bubble.append(...linked(text));
  parts.bubble.classList.toggle("is-me", mine);
  parts.bubble.title = title;
  // Who spoke is also said to those who cannot see on which side it stands.
  if (mine) parts.bubble.prepend(make("span", { className: "sr-only" }, "You: "));
  return content.firstElementChild;
}

function day(at) {
  const { content, parts } = draw("day");
  parts.day.textContent = sayDay(at);
  return content.firstElementChild;
}

function event(words) {
  const { content, parts } = draw("event");
  parts.words.textContent = words;
  return content.firstElementChild;
}

function by(ctx, entry) {
  const { content, parts } = draw("said_by");
  const name = entry.name || ctx.shown.company;
  parts.face.replaceWith(entry.author === "bot" ? botFace({ size: "xs" }) : face(personNamed(ctx.shown, name), { size: "xs" }));
  parts.name.textContent = entry.author === "bot" ? entry.name || "Answer bot" : name;
  return content.firstElementChild;
}

function fileNode(file, mine) {
  const picture = /^image\/(png|jpeg|gif|webp)$/.test(file.type);
  const { content, parts } = draw(picture ? "picture" : "file");
  parts.link.href = picture ? `${file.url}&show` : file.url;
  if (picture) {
    parts.image.src = `${file.url}&show`;
    parts.image.alt = file.name;
  } else {
    parts.name.textContent = file.name;
    parts.size.textContent = size(file.size);
  }
  const box = make("div", { className: mine ? "bub is-me" : "bub" });
  if (picture) {
    parts.link.classList.toggle("is-me", mine);
    return content.firstElementChild;
  }
  box.append(content);
  return box;
}

function choices(buttons, choose) {
  const drawn = buttons.map((button) => {
    const words = typeof button === "string" ? button : (button.label ?? button.text ?? "");
    const chip = make("button", { className: "chip", type: "button" }, words);
    chip.addEventListener("click", () => choose(button, words));
    return chip;
  });
  const box = make("div", { className: "bub__choices" }, ...drawn);
  box.dataset.part = "choices";
  return box;
}

// What has not arrived yet, and what can be done about it.
export function pendingNodes(item, { again, drop }) {
  const nodes = [];
  const text = item.text || item.files.join(", ");
  const own = bubble(text, true, "");
  own.classList.add(item.trouble ? "is-failed" : "is-waiting");
  nodes.push(own);
  if (!item.trouble && !item.waits) return [...nodes, make("p", { className: "bub__meta is-me" }, "Sending…")];
  const { content, parts } = draw("failed");
  parts.words.textContent = item.trouble || "Not sent yet. We try again by ourselves.";
  parts.again.addEventListener("click", () => again(item.id));
  parts.drop.addEventListener("click", () => drop(item.id));
  return [...nodes, content.firstElementChild];
}

export function meta(words) {
  return make("p", { className: "bub__meta is-me" }, words);
}

export function typing(name) {
  const { content, parts } = draw("typing");
  parts.words.textContent = `${name || "Somebody"} is typing`;
  return content.firstElementChild;
}
