// Who is writing, in the rows of the list: their badge stands where the tags are. Rows are drawn anew by every change;
// the badge is put back.
const me = () => Number(document.body.dataset.me);
const writing = new Map();

function words(people) {
  const first = people[0].name.split(" ")[0];
  return people.length === 1 ? `${first} typing` : `${first} +${people.length - 1} typing`;
}

function draw(ticket) {
  const row = document.getElementById(`row_${ticket}`);
  if (!row) return;
  row.querySelector("[data-typing]")?.remove();
  const people = writing.get(ticket);
  row.toggleAttribute("data-written", Boolean(people));
  if (!people) return;
  const badge = document.getElementById("typing_badge").content.firstElementChild.cloneNode(true);
  badge.title = people.map((person) => person.name).join(", ");
  badge.lastElementChild.textContent = words(people);
  row.lastElementChild.prepend(badge);
}

document.addEventListener("live:presence", ({ detail }) => {
  const people = detail.people.filter((person) => person.mode === "typing" && person.id !== me());
  if (people.length) writing.set(detail.ticket, people);
  else writing.delete(detail.ticket);
  draw(detail.ticket);
});
// Whoever still writes is told right after.
document.addEventListener("live:resync", () => {
  const before = [...writing.keys()];
  writing.clear();
  before.forEach(draw);
});
document.addEventListener("desk:listed", () => [...writing.keys()].forEach(draw));
