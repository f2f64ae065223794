// Messages in the help centre: the same as on sites with our chat, from the page itself, told to the page's own server.
import { messages } from "../../widget/messages.js";

const { to, company, contact } = document.getElementById("announcements_script").dataset;
const found = JSON.parse(document.getElementById("announcements").textContent);
const colour = getComputedStyle(document.documentElement).getPropertyValue("--brand") || "#7a4528";

messages({
  site: "help",
  colour,
  company,
  tell: (what) => navigator.sendBeacon(to, new URLSearchParams(what)),
  open: () => location.assign(contact),
}).take(found);
