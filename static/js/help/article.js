// An article's page: count the visit, follow the reading, vote in place. All of it works without.
import { followReading } from "./contents.js";
import { voteInPlace } from "./feedback.js";
import { countVisit } from "./visit.js";

document.querySelectorAll('[data-behaviour="visit"]').forEach(countVisit);
document.querySelectorAll('[data-behaviour="contents"]').forEach(followReading);
const feedback = document.getElementById("feedback");
if (feedback) voteInPlace(feedback);

// A link to one question opens it.
function openQuestion() {
  const asked = location.hash && document.getElementById(location.hash.slice(1));
  if (asked instanceof HTMLDetailsElement) asked.open = true;
}
addEventListener("hashchange", openQuestion);
openQuestion();
