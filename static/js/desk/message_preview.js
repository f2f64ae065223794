// A message and, beside it, how people see it as it is typed: drawn by what draws it on their pages. On a site of ours,
// opened from here, the same (static/widget/loader.js asks for it).
import { draw } from "../../widget/messages.js";
import { behaviour } from "./behaviours.js";

behaviour("message-preview", (form) => {
  const place = form.querySelector(".messagepreview");
  const sites = form.querySelector("[data-sites]");
  const colour = getComputedStyle(document.documentElement).getPropertyValue("--brand") || "#7a4528";
  let site = null;
  let origin = "";

  function typed() {
    const said = Object.fromEntries(new FormData(form));
    return {
      kind: said.kind === "feed" ? "bubble" : said.kind,
      title: said.title.trim() || "Your title",
      text: said.body.trim(),
      action: said.action,
      action_label: said.action_label.trim() || "The button",
    };
  }

  function show() {
    const message = typed();
    const drawn = draw(message, { colour, company: form.dataset.company, inside: true, act() {}, dismiss() {} });
    place.dataset.kind = message.kind;
    place.replaceChildren(drawn.host);
    if (site && !site.closed) site.postMessage({ kind: "preview", message }, origin);
  }

  // The page the message is meant for, as far as its first line names one.
  function path() {
    const first = form.elements.pages.value.trim().split("\n")[0].trim();
    return first.startsWith("/") ? first.split("*")[0] : "/";
  }

  sites?.querySelector("button").addEventListener("click", () => {
    origin = sites.querySelector("select").value;
    site = open(`${origin}${path()}#helpdesk-preview`, "helpdesk-preview");
  });
  addEventListener("message", (event) => {
    if (site && event.source === site && event.origin === origin && event.data?.kind === "preview") show();
  });
  form.addEventListener("input", show);
  show();
});
