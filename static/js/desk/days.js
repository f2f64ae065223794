// Days typed beside a range: whoever chooses a day means it, so the range says so.
import { behaviour } from "./behaviours.js";

behaviour("days", (form) => {
  form.addEventListener("input", (event) => {
    if (event.target.type === "date") form.elements.range.value = "custom";
  });
});
