// A topic's page: what is new appears below what was read, a reply names whom it answers, drafts are kept, and the
// page says how far somebody read. Without this script it is the plain page.
import { countVisit } from "./visits.js";
import { keepDrafts } from "./drafts.js";
import { takeFiles } from "./files.js";
import { followNews } from "./news.js";
import { nameReplies } from "./replies.js";

const place = document.querySelector('[data-behaviour="topic"]');
countVisit(place);
if ("last" in place.dataset) followNews(place);
nameReplies(place, document.getElementById("answer"));
document.querySelectorAll('[data-behaviour="draft"]').forEach(keepDrafts);
document.querySelectorAll('[data-behaviour="files"]').forEach(takeFiles);
