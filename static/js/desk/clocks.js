// Waits are written by the server; once a minute they are brought up to date, silently.
import { behaviour } from "./behaviours.js";

export function elapsed(since, now) {
  const minutes = Math.max(0, Math.floor((now - since) / 60000));
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)}d`;
  if (hours >= 10) return `${hours}h`;
  if (!minutes) return "now";
  return hours ? `${hours}h ${minutes % 60}m` : `${minutes}m`;
}

behaviour("wait", () => {});

behaviour("due", () => {});

function due(moment, now) {
  const late = moment <= now;
  const distance = late ? elapsed(moment, now) : elapsed(now, moment);
  return late && distance !== "now" ? `${distance} late` : distance;
}

setInterval(() => {
  for (const time of document.querySelectorAll('time[data-behaviour="due"]')) {
    time.textContent = due(new Date(time.dateTime), Date.now());
  }
  for (const time of document.querySelectorAll('time[data-behaviour="wait"]')) {
    time.textContent = elapsed(new Date(time.dateTime), Date.now());
  }
}, 60000);
