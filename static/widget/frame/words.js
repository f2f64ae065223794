// What the widget says about itself. Plain words; nothing it says is a promise nobody measured or chose.
import { sayBrief, sayComing, saySpan } from "./times.js";

const PROMISES = { minutes: "in a few minutes", hours: "in a few hours", day: "within a day" };

export function promise(shown) {
  if (!shown.open) return shown.opens_at ? `We are back ${sayComing(shown.opens_at)}` : "We answer by email";
  if (shown.wait !== null && shown.wait !== undefined) return `Usually answers in ${saySpan(shown.wait)}`;
  return PROMISES[shown.promise] ? `We answer ${PROMISES[shown.promise]}` : "We answer as soon as we can";
}

export function waiting(shown) {
  if (shown.wait !== null && shown.wait !== undefined) return `Somebody is with you in ${saySpan(shown.wait)}`;
  return PROMISES[shown.promise] ? `We answer ${PROMISES[shown.promise]}` : "Somebody will be with you as soon as possible";
}

export function placeInLine(place) {
  return place === 1 ? "You are next in line" : `You are number ${place} in line`;
}

export function hours(shown) {
  if (shown.open) return shown.closes_at ? `Open until ${sayComing(shown.closes_at).replace(/^at /, "")}` : "";
  return shown.opens_at ? `Closed now. Back ${sayComing(shown.opens_at)}, your time` : "Closed now";
}

export function greetingOf(shown, name) {
  return name ? `Hello, ${name.split(" ")[0]}` : shown.title;
}

export function eventWords(event, { company }) {
  const name = event.name || "Somebody";
  switch (event.event) {
    case "joined":
      return `${name} joined and has read the above`;
    case "handed_off":
      return "We hand you over to a person";
    case "transferred":
      return event.team ? `You are with ${event.team} now` : "Somebody else takes over";
    case "missed":
      return event.reachable ? "Nobody is free right now. We answer by email." : "Nobody is free right now. Leave your address and we answer by email.";
    case "by_mail":
      return "We answer you by email. You can close this window.";
    case "ended":
      return { visitor: "You ended this chat", agent: `${company} ended this chat` }[event.by] ?? "This chat has ended";
    default:
      return "";
  }
}

export function lastWords(chat) {
  const said = chat.entries.findLast((entry) => entry.text || entry.files.length);
  return said ? said.text || `${said.files.length === 1 ? said.files[0].name : `${said.files.length} files`}` : (chat.last?.text ?? "");
}

export const lastAt = (chat) => sayBrief(chat.entries.at(-1)?.at ?? chat.last?.at ?? chat.started_at);

export function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
