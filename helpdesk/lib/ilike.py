"""`field__ilike="part"`: contains, ignoring case, in the one spelling a trigram index answers.

Django's `icontains` compares UPPER(column), which an index on the column itself cannot serve.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Lookup, TextField


@CharField.register_lookup
@TextField.register_lookup
class ILike(Lookup):  # type: ignore[type-arg]  # not subscriptable at run time
    """Match rows whose text contains the value; its % and _ stand for themselves."""

    lookup_name = "ilike"

    def get_prep_lookup(self) -> str:
        escaped = str(self.rhs).replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        return f"%{escaped}%"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} ILIKE {right}", [*left_params, *right_params]
