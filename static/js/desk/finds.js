// A search field that hides what does not fit while one types: each word begins a word of the entry, as on the server.
import { behaviour } from "./behaviours.js";

export const fits = (text, parts) => {
  const known = text.split(/\s+/);
  return parts.every((part) => known.some((word) => word.startsWith(part)));
};

behaviour("finds", (form) => {
  const field = form.querySelector("input");
  const place = document.getElementById(form.dataset.finds);
  const look = () => {
    const parts = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const entry of place.querySelectorAll("[data-found]")) entry.hidden = !fits(entry.dataset.found, parts);
    for (const group of place.querySelectorAll("[data-found-group]"))
      group.hidden = !group.querySelector("[data-found]:not([hidden])");
    place.querySelector("[data-found-none]").hidden = Boolean(place.querySelector("[data-found]:not([hidden])"));
  };
  field.addEventListener("input", look);
});
