"""The pages of an outline's editor, whatever it is of: its steps as a tree, one step, a new one, and changes to all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from accounts.errors import ChangedMeanwhile, NotPossible
from channels_inbox.drafting import Drafts
from channels_inbox.forms.outlines import NewStepForm
from channels_inbox.outlines import Node, outline
from channels_inbox.views.access import AgentRequest
from channels_inbox.views.settings.editing import SAVED, attempt

_DEEPEST = 6


@dataclass(frozen=True)
class Editor:
    """One kind of outline in the settings. `show` and `step` name addresses, `called` what templates know it as."""

    drafts: Drafts[Any]
    find: Callable[[int], Any]
    fresh_node: Callable[[str], Node]
    step_form: Any
    written: Callable[[Node, int], dict[str, Any]]
    # The kind of step offered first.
    first: str
    # Says in words what leads to a step, by the field and the node it leaves.
    way: Callable[[str, Node | None], str]
    # What the page of the whole shows besides.
    beside: Callable[[Any], dict[str, Any]]
    called: str
    templates: str
    show: str
    step: str
    place: dict[str, str]

    def outline(self, request: AgentRequest, row: Any, *, refused: str = "", code: int = 200) -> HttpResponse:
        """Show the whole, with what keeps it from being put into force."""
        found = self.drafts.problems(row.draft)
        context = {
            self.called: row,
            "rows": self._rows(row.draft, found),
            "problems": found,
            "refused": refused,
            "changed": not row.published or row.published.tree != row.draft,
            "versions": row.versions.select_related("by")[:5] if row.pk else [],
            **self.beside(row),
            **self.place,
        }
        return render(request, f"{self.templates}/show.html", context, status=code)

    def new_step(self, request: AgentRequest, pk: int) -> HttpResponse:
        row = self.find(pk)
        grammar = self.drafts.grammar

        def make(data: Any) -> NewStepForm:
            return NewStepForm(data, grammar=grammar, tree=row.draft)

        def save(form: NewStepForm) -> None:
            node = self.fresh_node(form.cleaned_data["kind"])
            self.drafts.save_step(row, form.cleaned_data["name"], node, by=request.user, seen=form.seen)

        initial = {"version": row.version, "kind": self.first}
        form, code = NewStepForm(initial=initial, grammar=grammar, tree=row.draft), 200
        if request.method == "POST":
            form, code = attempt(request, make, row, save)
            if code == SAVED:
                return redirect(self.step, pk, form.cleaned_data["name"])
        return render(
            request, f"{self.templates}/new_step.html", {"form": form, self.called: row, **self.place}, status=code
        )

    def edit_step(self, request: AgentRequest, pk: int, name: str) -> HttpResponse:
        row = self.find(pk)
        node = row.draft["nodes"].get(name)
        if node is None:
            raise Http404
        about = {"kind": node["kind"], "tree": row.draft, "own": name}
        form, code = self.step_form(initial=self.written(node, row.version), **about), 200
        if request.method == "POST":
            form, code = attempt(
                request,
                lambda data: self.step_form(data, **about),
                row,
                lambda form: self.drafts.save_step(row, name, form.node(), by=request.user, seen=form.seen),
            )
            if code == SAVED:
                messages.success(request, f"“{name}” is saved in the draft")
                return redirect(self.show, pk)
        context = {
            "form": form,
            self.called: row,
            "name": name,
            "kind": self.drafts.grammar.kinds[node["kind"]],
            "problems": [problem for problem in self.drafts.problems(row.draft) if problem.node == name],
            **self.place,
        }
        return render(request, f"{self.templates}/step.html", context, status=code)

    def change(self, request: AgentRequest, pk: int, verb: Callable[..., Any], *names: str, said: str) -> HttpResponse:
        """Change the draft as its reader saw it, or say beside it why not."""
        seen = request.POST.get("version", "")
        number = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
        try:
            verb(self.find(pk), *names, by=request.user, seen=number)
        except (NotPossible, ChangedMeanwhile) as error:
            return self.outline(request, self.find(pk), refused=str(error), code=409)
        messages.success(request, said)
        return redirect(self.show, pk)

    def _rows(self, draft: Any, found: Any) -> list[dict[str, Any]]:
        nodes, grammar = draft["nodes"], self.drafts.grammar
        above: dict[int, Node | None] = {}
        rows = []
        for depth, way, name, again in outline(draft, grammar.targets):
            node = nodes.get(name)
            rows.append(
                {
                    "depth": min(depth, _DEEPEST),
                    "way": self.way(way, above.get(depth - 1)),
                    "name": name,
                    "again": again,
                    "node": node,
                    "kind": grammar.kinds.get(node["kind"]) if node else None,
                    "open_ends": not again and bool(node) and any(not to for _, to in grammar.targets(node)),
                    "problems": [] if again else [problem for problem in found if problem.node == name],
                }
            )
            above[depth] = node
        return rows
