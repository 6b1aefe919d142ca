"""A list of ids as one parameter of a query: a caseload is asked about in nearly every statement of a page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler


class AnyOf(Lookup):
    """Whether a column is one of these values; like `__in`, an empty list is answered without asking the database.

    The values go as one array and are not prepared one by one: they must be what the column holds.
    """

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """`column = ANY (array)`."""
        if not self.rhs:
            raise EmptyResultSet
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY (%s)", (*params, list(self.rhs))
