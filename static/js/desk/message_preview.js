// A message and, beside it, how people see it as it is typed: drawn by what draws it on their pages.
import { draw } from "../../widget/messages.js";
import { behaviour } from "./behaviours.js";

behaviour("message-preview", (form) => {
  const place = form.querySelector(".messagepreview");
  const colour = getComputedStyle(document.documentElement).getPropertyValue("--brand") || "#7a4528";

  function show() {
    const said = Object.fromEntries(new FormData(form));
    const message = {
      kind: said.kind === "feed" ? "bubble" : said.kind,
      title: said.title.trim() || "Your title",
      text: said.body.trim(),
      action: said.action,
      action_label: said.action_label.trim() || "The button",
    };
    const drawn = draw(message, { colour, company: form.dataset.company, inside: true, act() {}, dismiss() {} });
    place.replaceChildren(drawn.host);
  }

  form.addEventListener("input", show);
  show();
});
