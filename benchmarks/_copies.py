"""Whole journeys copied inside the database, so that a ledger of a million events is filled in minutes.

The services make a few journeys of every therapy; the owner's role then copies their rows, in all tables,
under other ids, numbers and times. Sizes, indexes and the links between chains are those of real journeys.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from hashlib import md5
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

OWN = frozenset({
    "chain", "uuid", "lot", "journey", "allocated_to", "item", "parent", "parent_chain", "child", "decision",
    "file", "replaced_by", "specimen", "corrects", "result",
})  # fmt: skip
"""Columns whose uuids are a journey's own; others name members, sites and people, who stay the same."""
ELSEWHERE = frozenset({
    "notices_notice", "notices_call", "journeys_patient_identity", "custody_touched", "journeys_standing",
    "journeys_standing_concern", "journeys_standing_step",
})  # fmt: skip
"""Notices belong to members, identities are sealed for one hospital and case, and views are made again: all apart."""
NUMBER = "bench_number({column}, n)"
_WITHIN = (
    "CASE WHEN src.parent_chain IN (SELECT chain FROM source) THEN bench_id({column}, n) ELSE {column} END"
)
TEXTS: Mapping[tuple[str, str], str] = {
    ("custody_chain", "number"): NUMBER,
    ("custody_lot", "number"): NUMBER,
    ("journeys_journey", "number"): NUMBER,
    ("journeys_case", "coi"): NUMBER,
    ("custody_item", "lot_number"): NUMBER,
    ("custody_genealogy", "parent"): _WITHIN,
    ("custody_genealogy", "parent_chain"): _WITHIN,
    ("custody_item", "label"): "bench_label({column}, n)",
    ("custody_item", "epc"): "replace({column}, src.label, bench_label(src.label, n))",
    ("custody_alias", "value"): "bench_label({column}, n)",
    ("custody_ledger", "event_id"): "bench_event_id({column}, n)",
    ("custody_event_key", "event_id"): "bench_event_id({column}, n)",
    ("custody_ledger", "hash"): "md5({column} || n) || md5(n || {column})",
    ("custody_ledger", "request_key"): "left({column}, 70) || '/' || n",
    ("custody_ledger", "body"): (
        "convert_to(replace(convert_from({column}, 'UTF8'), src.chain::text, bench_id(src.chain, n)::text), 'UTF8')"
    ),
}
ENDED: Mapping[tuple[str, str], str] = {
    ("custody_item", "state"): "CASE WHEN {column} = 'in_use' THEN 'destroyed' ELSE {column} END",
    ("journeys_journey", "state"): "CASE WHEN {column} = 'under_way' THEN 'cancelled' ELSE {column} END",
    ("custody_hand_over", "state"): "CASE WHEN {column} = 'given' THEN 'cancelled' ELSE {column} END",
}
"""What stands open in a copied past is over, and what was left on its shelves is gone."""
_DIGITS = "lpad((('x' || substr(md5($1 || '/' || $2), {place}, 7))::bit(28)::int % 1000000)::text, 6, '0')"
_FACILITY = "upper(substr(md5($1 || '/' || $2), 1, 4))"
_SIX, _MORE = _DIGITS.format(place=5), _DIGITS.format(place=12)
FUNCTIONS = (
    "bench_id(uuid, bigint) RETURNS uuid AS $$ SELECT md5($1::text || $2)::uuid $$",
    f"bench_number(text, bigint) RETURNS text AS $$ SELECT CASE WHEN $1 = '' THEN $1 WHEN $1 ~ '^CH' THEN"
    f" 'CHA' || {_FACILITY} || substr($1, 8, 2) || {_SIX} ELSE left($1, 4) || {_SIX} || {_MORE} END $$",
    f"bench_label(text, bigint) RETURNS text AS $$ SELECT CASE WHEN length($1) = 13 THEN"
    f" 'A' || {_FACILITY} || substr($1, 6, 2) || {_SIX} ELSE upper(left(md5($1 || '/' || $2), 10)) END $$",
    "bench_event_id(text, bigint) RETURNS text AS $$ SELECT left($1, 14) || md5($1 || $2) || md5($2 || $1) ||"
    " substr($1, 79) $$",
)
"""How copies are numbered: in the same shapes (CoI, DIN, lot, serial, event hash), other values."""
SCOPE = "SELECT set_config('tsunagu.scope', %s, false), set_config('tsunagu.member', %s, false),"
SCOPE += " set_config('tsunagu.member_id', '', false), set_config('tsunagu.coordinator', 'no', false),"
SCOPE += " set_config('tsunagu.chains', '', false)"

Columns = dict[str, list[tuple[str, str]]]


def copy_of(uuid: UUID, number: int) -> UUID:
    """Return the id that a copy gives to a journey's own id (as ``bench_id`` does in the database)."""
    return UUID(md5(f"{uuid}{number}".encode(), usedforsecurity=False).hexdigest())


class Copier:
    """Copies chains as the owner's role, inside a scope that may write all."""

    def __init__(self, owner: psycopg.Connection[Any]) -> None:
        self.owner = owner
        owner.execute(SCOPE, ["worker", ""])
        for function in FUNCTIONS:
            owner.execute(f"CREATE OR REPLACE FUNCTION {function} LANGUAGE sql IMMUTABLE PARALLEL SAFE")
        owner.execute("CREATE TEMPORARY TABLE source (chain uuid PRIMARY KEY, shift interval NOT NULL)")
        self.columns = _columns(owner)

    def copy(
        self,
        chains: Mapping[UUID, timedelta] | Iterable[UUID],
        numbers: range,
        stride: timedelta = timedelta(0),
        changes: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        """Copy chains once for each number.

        Parameters
        ----------
        chains : what to copy, each moved in time by its own shift, if shifts are given.
        stride : how much earlier each following number lies. changes : other expressions for some columns.
        """
        shifts = chains if isinstance(chains, Mapping) else dict.fromkeys(chains, timedelta(0))
        with self.owner.transaction():
            self.owner.execute("TRUNCATE source")
            with self.owner.cursor() as cursor:
                cursor.executemany("INSERT INTO source VALUES (%s, %s)", list(shifts.items()))
            self.owner.execute("ANALYZE source")
            for table, columns in self.columns.items():
                self._copy_table(table, columns, numbers, stride, changes or {})

    def _copy_table(
        self, table: str, columns: Sequence[tuple[str, str]], numbers: range, stride: timedelta,
        changes: Mapping[tuple[str, str], str],
    ) -> None:  # fmt: skip
        kept = [(name, kind) for name, kind in columns if name != "record_order"]
        values = [_value(table, name, kind, changes) for name, kind in kept]
        order = "ORDER BY n, src.record_order" if len(kept) < len(columns) else ""
        self.owner.execute(
            sql.SQL(
                "INSERT INTO {table} ({names}) SELECT {values} FROM {table} src JOIN source s USING (chain)"
                " CROSS JOIN generate_series({first}::bigint, {last}::bigint) n {order}"
            )
            .format(
                table=sql.Identifier(table),
                names=sql.SQL(", ").join(sql.Identifier(name) for name, _ in kept),
                values=sql.SQL(", ").join(sql.SQL(value) for value in values),
                first=sql.Literal(numbers.start),
                last=sql.Literal(numbers.stop - 1),
                order=sql.SQL(order),
            )
            .as_string(self.owner)
            .replace(":stride", f"interval '{int(stride.total_seconds())} seconds'")
        )

    def events(self) -> int:
        """Return how many rows the ledger holds."""
        row = self.owner.execute("SELECT count(*) FROM custody_ledger").fetchone()
        assert row is not None
        return int(row[0])

    def settle(self) -> None:
        """Leave the database as its own housekeeping would, some time after so much was written."""
        for table in self.columns:
            self.owner.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))


def _columns(owner: psycopg.Connection[Any]) -> Columns:
    """Return the columns of each table whose rows belong to a chain, with their types."""
    found: Columns = {}
    rows = owner.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name IN (SELECT table_name FROM"
        " information_schema.columns WHERE column_name = 'chain' AND table_schema = 'public')"
        " ORDER BY table_name, ordinal_position"
    )
    for table, name, kind in rows:
        if table not in ELSEWHERE:
            found.setdefault(table, []).append((name, kind))
    return found


def _value(table: str, name: str, kind: str, changes: Mapping[tuple[str, str], str]) -> str:
    column = f'src."{name}"'
    given = changes.get((table, name)) or TEXTS.get((table, name))
    if given is not None:
        return given.format(column=column)
    if kind == "uuid" and name in OWN:
        return f"bench_id({column}, n)"
    if kind == "timestamp with time zone":
        return f"{column} + s.shift - n * :stride"
    if kind == "jsonb" and name == "items":
        copied = "bench_id(one::uuid, n)"
        each = f"SELECT coalesce(jsonb_agg({copied} ORDER BY {copied}), '[]') FROM jsonb_array_elements_text"
        return f"CASE WHEN jsonb_typeof({column}) = 'array' THEN ({each}({column}) one) ELSE {column} END"
    return column
