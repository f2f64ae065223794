// Files of a form: drop them on the field, see what is chosen, take one out again, and hear of a limit before sending.
// Without this script the plain file input does the work.

function size(bytes) {
  return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function chip(file, word, remove) {
  const name = Object.assign(document.createElement("span"), { className: "truncate", textContent: file.name });
  const bytes = Object.assign(document.createElement("small"), { textContent: size(file.size) });
  const out = Object.assign(document.createElement("button"), { type: "button", className: "linkish", textContent: word });
  out.setAttribute("aria-label", `${word} ${file.name}`);
  out.addEventListener("click", remove);
  const whole = Object.assign(document.createElement("span"), { className: "attach" });
  whole.append(name, bytes, out);
  return whole;
}

function start(field) {
  const input = field.querySelector('input[type="file"]');
  const drop = input.parentElement;
  const list = Object.assign(document.createElement("div"), { className: "help-drop__list" });
  list.setAttribute("aria-live", "polite");
  drop.append(list);
  const words = field.dataset;
  if (words.drop) field.querySelector(".hint")?.append(` ${words.drop}`);
  let kept = [];

  function set(files) {
    const data = new DataTransfer();
    for (const file of files) data.items.add(file);
    input.files = data.files;
    kept = [...input.files];
    draw();
  }

  function draw() {
    const total = kept.reduce((sum, file) => sum + file.size, 0);
    const most = Number(field.dataset.most);
    input.setCustomValidity(total > most ? words.large.replace("{total}", size(total)).replace("{most}", size(most)) : "");
    const remove = (gone) => () => {
      set(kept.filter((file) => file !== gone));
      input.focus();
    };
    list.replaceChildren(...kept.map((file) => chip(file, words.remove, remove(file))));
  }

  function add(files) {
    const same = (a) => (b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
    set([...kept, ...[...files].filter((file) => !kept.some(same(file)))]);
  }

  // Choosing again adds to what is there; a plain input would replace it.
  input.addEventListener("change", () => add(input.files));
  drop.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.add("is-over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    add(event.dataTransfer.files);
  });
  input.form.addEventListener("submit", (event) => {
    if (!input.reportValidity()) event.preventDefault();
  });
}

document.querySelectorAll('[data-behaviour="files"]').forEach(start);
