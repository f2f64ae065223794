// Ask for an address, once, beside what it is for.
import { draw } from "./parts.js";

export function askAddress({ label, save, close }) {
  const { content, parts } = draw("address");
  parts.label.textContent = label;
  const error = content.getElementById("address_error");
  const complain = (words) => {
    error.hidden = !words;
    error.lastElementChild.textContent = words;
    parts.email.ariaInvalid = words ? "true" : null;
    if (words) parts.email.setAttribute("aria-describedby", error.id);
    if (words) parts.email.focus();
  };
  parts.not_now.addEventListener("click", close);
  parts.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const email = parts.email.value.trim();
    if (!email || parts.email.validity.typeMismatch) return complain("This is no email address we could write to.");
    parts.save.ariaDisabled = "true";
    try {
      await save(email);
      close();
    } catch (trouble) {
      parts.save.ariaDisabled = null;
      complain(trouble.message);
    }
  });
  return { content, focus: parts.email };
}
