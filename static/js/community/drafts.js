// What is being written is kept on the server, a moment after the last key.
const WAIT = 1200;

export function keepDrafts(form) {
  const said = form.querySelector("[data-said]");
  let timer = 0;
  let kept = new URLSearchParams(new FormData(form)).toString();

  async function save() {
    const fields = new URLSearchParams(new FormData(form));
    if (fields.toString() === kept) return;
    try {
      const answer = await fetch(form.dataset.to, { method: "POST", body: fields, credentials: "same-origin", keepalive: true });
      if (!answer.ok || answer.redirected) return;
      kept = new URLSearchParams(new FormData(form)).toString();
      said.textContent = await answer.text();
    } catch {
      // Kept on the page; the next key tries again.
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}
