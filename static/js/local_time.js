// Times in the reader's own zone, for visitors whose zone the server does not know. Same shapes as the server's:
// "7:49" today, "Thu 6:48" this week, "3 Nov 14:10" before; data-as="short" leaves the clock out after today.
// data-as="long" says the whole moment in the page's language, data-as="clock" its time of day.

const part = (at, options) => new Intl.DateTimeFormat("en-GB", options).format(at);
const clock = (at) => `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`;

const LONG = { weekday: "long", day: "numeric", month: "long" };
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

function inFull(at, shape) {
  const options = shape === "long" ? { ...LONG, ...CLOCK } : CLOCK;
  const language = document.documentElement.lang;
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, options).format(at);
}

function say(at, now, short) {
  if (at.toDateString() === now.toDateString()) return clock(at);
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  const day = part(at, now - at < 6 * 86_400_000 ? { weekday: "short" } : { day: "numeric", month: "short", ...year });
  return short ? day : `${day} ${clock(at)}`;
}

export function inReadersZone(root) {
  for (const time of root.querySelectorAll('[data-behaviour="local-time"]')) {
    const at = new Date(time.dateTime);
    const shape = time.dataset.as;
    time.textContent = shape === "long" || shape === "clock" ? inFull(at, shape) : say(at, new Date(), shape === "short");
    time.title = part(at, { dateStyle: "full", timeStyle: "short" });
  }
}

inReadersZone(document);
