// Vote without leaving the article: the page that answers holds the same section, which takes this one's place.
// Without this script the vote opens that page.
export function voteInPlace(section) {
  section.addEventListener("submit", async (event) => {
    const form = event.target;
    event.preventDefault();
    const said = new FormData(form, event.submitter);
    let page;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(said) });
      if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      // Offline, or too often: the plain way says what is wrong.
      said.forEach((value, name) => {
        if (!form.elements[name] || form.elements[name] === event.submitter || form.elements[name] instanceof RadioNodeList) {
          form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
        }
      });
      form.submit();
      return;
    }
    section.replaceChildren(...page.getElementById("feedback").childNodes);
    section.focus();
  });
}
