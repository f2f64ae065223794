// Who else has this ticket open, and who is writing. Never announced while they type; the strip itself is enough.
import { say, unsay } from "./live.js";
import { pull } from "./requests.js";

const me = () => Number(document.body.dataset.me);

function initials(name) {
  return name.replace("@", " ").split(" ").slice(0, 2).map((word) => word[0] ?? "").join("").toUpperCase();
}

function avatar(person, size) {
  const hue = [...person.name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6 + 1;
  const mark = document.createElement("span");
  mark.className = `avatar avatar--h${hue} avatar--${size}`;
  mark.title = person.name;
  mark.textContent = initials(person.name);
  return mark;
}

function dots() {
  const box = Object.assign(document.createElement("span"), { className: "dots" });
  box.setAttribute("aria-hidden", "true");
  box.append(...[1, 2, 3].map(() => document.createElement("i")));
  return box;
}

function names(people) {
  const first = people.map((person) => person.name.split(" ")[0]);
  return first.length === 1 ? `${first[0]} is writing` : `${first.slice(0, -1).join(", ")} and ${first.at(-1)} are writing`;
}

// Two answers are worse than one: what they have typed so far can be read.
async function peek(person, drafts) {
  const place = document.getElementById("colleague_draft");
  try {
    const { content } = await pull(drafts.replace(/0\/$/, `${person.id}/`));
    place.replaceChildren(content);
  } catch {
    place.textContent = `${person.name.split(" ")[0]} has typed nothing that is kept yet.`;
  }
  place.hidden = false;
}

function peeker(person, drafts) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "linkish push", id: "see_draft", textContent: "See draft" });
  button.addEventListener("click", () => peek(person, drafts));
  return button;
}

let people = [];

function draw() {
  const viewers = document.getElementById("viewers");
  const strip = document.getElementById("collision");
  if (!viewers || !strip) return;
  const words = people.length ? `Also here: ${people.map((person) => person.name).join(", ")}` : "";
  viewers.replaceChildren(...people.slice(0, 4).map((person) => avatar(person, "sm")));
  viewers.title = words;
  if (people.length) viewers.setAttribute("role", "img");
  viewers.setAttribute("aria-label", words);
  const writing = people.filter((person) => person.mode === "typing");
  strip.hidden = !writing.length;
  if (!writing.length) {
    document.getElementById("colleague_draft").hidden = true;
    return strip.replaceChildren();
  }
  if (strip.dataset.shown === writing.map((person) => person.id).join() && strip.childElementCount) return;
  strip.dataset.shown = writing.map((person) => person.id).join();
  const line = Object.assign(document.createElement("span"), { className: "truncate", textContent: `${names(writing)} ` });
  line.append(dots());
  strip.replaceChildren(avatar(writing[0], "sm"), line, ...(strip.dataset.drafts ? [peeker(writing[0], strip.dataset.drafts)] : []));
}

document.addEventListener("live:presence", (event) => {
  const here = document.querySelector("#conversation[data-ticket]");
  if (!here || event.detail.ticket !== Number(here.dataset.ticket)) return;
  people = event.detail.people.filter((person) => person.id !== me());
  draw();
});

// The head is drawn anew by every change; who is here is put back.
document.addEventListener("desk:drawn", draw);
document.addEventListener("htmx:oobAfterSwap", draw);

function here() {
  const pane = document.querySelector("#conversation[data-ticket]");
  people = [];
  draw();
  if (pane && !document.hidden) say({ kind: "viewing", ticket: Number(pane.dataset.ticket) }, { standing: "viewing" });
  else {
    unsay("viewing");
    say({ kind: "left" });
  }
}

let shown = "";
document.addEventListener("htmx:afterSettle", () => {
  const ticket = document.querySelector("#conversation[data-ticket]")?.dataset.ticket ?? "";
  if (ticket !== shown) {
    shown = ticket;
    here();
  }
});
document.addEventListener("visibilitychange", here);
addEventListener("pagehide", () => say({ kind: "left" }));
shown = document.querySelector("#conversation[data-ticket]")?.dataset.ticket ?? "";
here();
