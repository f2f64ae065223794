// Which way an answer goes, and what fits there. The server holds everybody to the same limits.
import { behaviour } from "./behaviours.js";
import { segments } from "./segments.js";

const NEAR = 0.8;

behaviour("ways", (menu) => {
  const root = menu.closest("#composer");
  const part = (id) => root.querySelector(`#${id}`);
  const text = part("composer_text");
  const chosen = () => menu.querySelector("[data-wire][aria-current]");

  function choose(item) {
    for (const other of menu.querySelectorAll("[data-wire]")) other.removeAttribute("aria-current");
    item.setAttribute("aria-current", "true");
    part("composer_wire").value = item.dataset.wire;
    root.querySelector("form").dataset.way = item.dataset.kind;
    part("wire_shown").replaceChildren(item.querySelector(".ch").cloneNode(true), item.dataset.label);
    part("wire_picker").setAttribute("aria-label", `Answer by ${item.dataset.said}; choose another way`);
    part("send").textContent = `Send ${item.dataset.said}`;
    for (const way of root.querySelectorAll("[data-way]")) {
      way.hidden = way.dataset.way !== item.dataset.wire;
      for (const fields of way.querySelectorAll("fieldset")) fields.disabled = way.hidden;
    }
    menu.hidePopover();
    text.focus();
    count();
  }

  function count() {
    const { max, segments: parts, template } = chosen()?.dataset ?? {};
    const shown = part("composer_count");
    // A template brings its own words; what was typed stays for another way.
    text.hidden = template !== undefined && root.querySelector("form").dataset.mode === "reply";
    const { length } = text.value.trim();
    const over = max && length > Number(max);
    shown.classList.toggle("down", Boolean(over));
    if (parts !== undefined && length && !over) shown.textContent = said(segments(text.value.trim()));
    else if (max && length > max * NEAR) shown.textContent = `${length.toLocaleString()} of ${Number(max).toLocaleString()}`;
    else shown.textContent = "";
  }

  const said = (number) => (number === 1 ? "1 text message" : `${number} text messages`);
  menu.addEventListener("click", (event) => {
    const item = event.target.closest("[data-wire]");
    if (item && !item.disabled) choose(item);
  });
  text.addEventListener("input", count);
  root.addEventListener("click", () => queueMicrotask(count));
  count();
});

behaviour("templates", (fields) => {
  const select = fields.querySelector("select");
  const values = fields.querySelector("[data-values]");
  const preview = fields.querySelector("[data-preview]");

  function draw() {
    const { text } = select.selectedOptions[0].dataset;
    const given = [...values.querySelectorAll("input")].map((input) => input.value);
    preview.textContent = text.replace(/\{\{(\d+)\}\}/g, (place, number) => given[number - 1]?.trim() || place);
  }

  select.addEventListener("change", () => {
    const places = Number(select.selectedOptions[0].dataset.places);
    values.replaceChildren(
      ...Array.from({ length: places }, (_, at) => {
        const input = document.createElement("input");
        Object.assign(input, { className: "input input--sm", name: "value", maxLength: 1000, required: true });
        input.setAttribute("aria-label", `Text for place ${at + 1}`);
        input.placeholder = `{{${at + 1}}}`;
        return input;
      }),
    );
    draw();
  });
  values.addEventListener("input", draw);
  select.dispatchEvent(new Event("change"));
});
