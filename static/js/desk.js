// The agents' desk. Each behaviour is a small module of its own; markup asks for one with data-behaviour.
import "./desk/attends.js";
import { bind } from "./desk/behaviours.js";
import "./desk/bell.js";
import "./desk/clocks.js";
import "./desk/composer.js";
import "./desk/conversation.js";
import "./desk/dialogs.js";
import "./desk/finds.js";
import "./desk/keys.js";
import { connect } from "./desk/live.js";
import "./desk/mentions.js";
import "./desk/menus.js";
import "./desk/new_ticket.js";
import "./desk/palette.js";
import "./desk/panes.js";
import "./desk/picks.js";
import "./desk/presence.js";
import "./desk/reorders.js";
import "./desk/requests.js";
import "./desk/selection.js";
import "./desk/shifts.js";
import "./desk/ticket_list.js";
import "./desk/toasts.js";
import "./desk/typists.js";

bind(document.body);
document.addEventListener("htmx:load", (event) => bind(event.detail.elt));
connect();
