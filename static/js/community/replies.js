// “Reply” at a post: the answer says whom it is to, and quotes what is selected in that post.
export function nameReplies(place, form) {
  if (!form) return;
  place.addEventListener("click", (event) => {
    const link = event.target.closest('[data-behaviour="quote"]');
    if (!link) return;
    event.preventDefault();
    form.elements.reply_to.value = link.dataset.number;
    const text = form.elements.body;
    const chosen = getSelection();
    const within = link.closest(".post").contains(chosen.anchorNode) ? chosen.toString().trim() : "";
    if (within) {
      const quote = within.split("\n").map((line) => `> ${line}`).join("\n");
      text.value = `${text.value}${text.value ? "\n\n" : ""}${quote}\n\n`;
    }
    text.placeholder = `To ${link.dataset.name}`;
    form.scrollIntoView({ block: "center" });
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  });
}
