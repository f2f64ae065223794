// Times as people say them, in the reader's own zone and language of the page.
const LOCALE = "en-GB";
const part = (at, options) => new Intl.DateTimeFormat(LOCALE, options).format(at);
const clock = (at) => part(at, { hour: "numeric", minute: "2-digit" }).replace(/^0/, "");
const daysApart = (a, b) => Math.round((new Date(b).setHours(0, 0, 0, 0) - new Date(a).setHours(0, 0, 0, 0)) / 86400000);

export function sayClock(iso) {
  return clock(new Date(iso));
}

export function sayDay(iso, now = new Date()) {
  const at = new Date(iso);
  const days = daysApart(at, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return part(at, days < 7 ? { weekday: "long" } : { weekday: "long", day: "numeric", month: "long" });
}

export function sayBrief(iso, now = new Date()) {
  const at = new Date(iso);
  const days = daysApart(at, now);
  if (days === 0) return clock(at);
  return part(at, days < 7 ? { weekday: "short" } : { day: "numeric", month: "short" });
}

// "at 17:00", "tomorrow at 7:00", "on Monday at 7:00", "on 3 December at 9:00".
export function sayComing(iso, now = new Date()) {
  const at = new Date(iso);
  const days = daysApart(now, at);
  if (days === 0) return `at ${clock(at)}`;
  if (days === 1) return `tomorrow at ${clock(at)}`;
  return `on ${part(at, days < 7 ? { weekday: "long" } : { day: "numeric", month: "long" })} at ${clock(at)}`;
}

export function saySpan(seconds) {
  if (seconds < 90) return "about a minute";
  if (seconds < 3600) return `about ${Math.round(seconds / 60)} minutes`;
  const hours = Math.round(seconds / 3600);
  return hours === 1 ? "about an hour" : `about ${hours} hours`;
}
