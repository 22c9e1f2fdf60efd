"""Row-level security as migration operations: each table with members' data states one rule."""

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

SCOPE = "current_setting('tsunagu.scope')"
MEMBER = "NULLIF(current_setting('tsunagu.member'), '')::uuid"
MEMBER_ID = "NULLIF(current_setting('tsunagu.member_id'), '')::bigint"
READS_ALL = f"{SCOPE} IN ('auditor', 'worker', 'gate', 'rebuild')"
WRITES_ALL = f"{SCOPE} IN ('worker', 'rebuild')"
SHOWN_RECEIPT = "current_setting('tsunagu.receipt', true)"
IS_MEMBER = f"{SCOPE} = 'member'"
COORDINATOR = "current_setting('tsunagu.coordinator') = 'yes'"
WRITERS = f"{SCOPE} IN ('member', 'worker', 'rebuild')"
ADDRESSEES = f"{SCOPE} IN ('member', 'auditor')"
OF_THE_NETWORK = f"{SCOPE} NOT IN ('', 'public')"
HANDED_IN = f"{SCOPE} IN ('member', 'public', 'worker', 'rebuild')"

EVERYBODY = "true"
TO_THE_NETWORK = f"is_open AND {OF_THE_NETWORK}"
TO_EVERYBODY = "is_open"


def _policies(table: str, read: str, write: str, *, insert: str = "", lock: str = "") -> str:
    """Return the SQL of the four policies.

    Parameters
    ----------
    insert : who may add rows, where that isn't ``write``.
    lock : who may lock rows (PostgreSQL asks the UPDATE policy), where that isn't ``write``.
    """
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY reads ON {table} FOR SELECT USING ({read});
        CREATE POLICY writes ON {table} FOR INSERT WITH CHECK ({insert or write});
        CREATE POLICY changes ON {table} FOR UPDATE USING ({lock or write}) WITH CHECK ({write});
        CREATE POLICY removes ON {table} FOR DELETE USING ({write});
    """


def _is_open(column: str) -> str:
    """Return the rule that the scope has opened the chain in a column.

    The list is searched as text: read as an array it would be parsed anew for each row, 20 times slower.
    """
    return f"strpos(current_setting('tsunagu.chains'), {column}::text) > 0"


def _own_or_worker(own: str) -> str:
    """Return the rule of writing: a member its own rows, a worker all; a gate or an auditor none."""
    return f"({IS_MEMBER} AND ({own})) OR {WRITES_ALL}"


def _operation(table: str, sql: str) -> RunSQL:
    names: Sequence[str] = ("reads", "writes", "changes", "removes")
    undo = "".join(f"DROP POLICY IF EXISTS {name} ON {table};" for name in names)
    return RunSQL(
        sql,
        f"{undo} ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
        f" ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def _kept(table: str, column: str, *also: str, read: str = "", insert: str = "") -> RunSQL:
    """Return the rule of rows that the member named in a column keeps by its row id, and the coordinator with it.

    Parameters
    ----------
    also : rules of who reads beside the keepers and the wide scopes.
    read : who reads, where it isn't the keepers, the wide scopes and ``also``.
    insert : who may add rows, where others than the keepers may.
    """
    own = _own(column)
    readers = " OR ".join([own, *(f"({rule})" for rule in also), READS_ALL])
    return _operation(table, _policies(table, read or readers, _own_or_worker(own), insert=insert))


def _own(column: str) -> str:
    return f"{column} = {MEMBER_ID} OR {COORDINATOR}"


def by_chain(table: str, *columns: str) -> RunSQL:
    """Rows of the chains that the scope has opened (``chain`` unless other columns are named)."""
    own = " OR ".join(_is_open(column) for column in columns or ("chain",))
    read = f"{own} OR {READS_ALL}"
    return _operation(table, _policies(table, read, _own_or_worker(own), lock=read))


def by_chain_or_member(table: str, member_column: str = "member") -> RunSQL:
    """Rows of opened chains, and the member's own rows (so that it can find its chains)."""
    own = _is_open("chain")
    read = f"{own} OR {member_column} = {MEMBER} OR {READS_ALL}"
    return _operation(table, _policies(table, read, _own_or_worker(own)))


def by_readers(table: str, column: str = "readers") -> RunSQL:
    """Rows that name all members that read them, kept by a worker for those who take part in many chains.

    A coordinator of five thousand cases needn't open them one by one, and nobody but a worker writes.
    """
    return _operation(table, _policies(table, f"{MEMBER} = ANY({column}) OR {READS_ALL}", WRITES_ALL))


def only_by_member(table: str, column: str = "member") -> RunSQL:
    """Rows that nobody but the own member reads, wide scopes included (patients' identities)."""
    own = f"{IS_MEMBER} AND {column} = {MEMBER}"
    return _operation(table, _policies(table, own, own))


def by_member_id(table: str, column: str = "member_id") -> RunSQL:
    """Rows of the scope's own member, named by row id; the coordinator keeps them too."""
    return _kept(table, column)


def sent_to_member(table: str, column: str = "member_id") -> RunSQL:
    """Rows that any writer may address to a member; only that member, readers included, marks them."""
    own = f"{column} = {MEMBER_ID}"
    write = f"({ADDRESSEES} AND {own}) OR {WRITES_ALL}"
    return _operation(table, _policies(table, f"{own} OR {READS_ALL}", write, insert=WRITERS))


def made_for_member(table: str, column: str = "member_id") -> RunSQL:
    """Rows that only a worker writes for a member, and that member reads (letters by e-mail)."""
    return _operation(table, _policies(table, f"{column} = {MEMBER_ID} OR {READS_ALL}", WRITES_ALL))


def shared_by_two(table: str, writer: str = "member_id", reader: str = "owner_id") -> RunSQL:
    """Rows that one member writes and another, whom they concern, reads; the coordinator keeps them too."""
    return _kept(table, writer, f"{reader} = {MEMBER_ID}")


def among_readers(table: str, column: str = "member_id", *, opened: str = "") -> RunSQL:
    """Rows that a member keeps and those named in ``readers`` (row ids) read; the coordinator keeps them too.

    ``opened`` is the rule of who else reads: ``TO_THE_NETWORK`` or ``TO_EVERYBODY``, for rows that say they are open.
    """
    return _kept(table, column, f"{MEMBER_ID} = ANY(readers)", *([opened] if opened else []))


def told(
    table: str, column: str = "member_id", *, said_in: str = "told_to",
    everybody: str = "everybody", network: str = "network",
) -> RunSQL:  # fmt: skip
    """Rows that say themselves who reads them: everybody, every member, or only the own one; that one keeps them.

    The coordinator reads and keeps them too. What is a draft, or somebody hasn't agreed to, is told to nobody else.
    ``said_in`` is the column that says so, ``everybody`` and ``network`` its words for the two.
    """
    to_all, to_members = f"{said_in} = '{everybody}'", f"{said_in} = '{network}' AND {OF_THE_NETWORK}"
    return _kept(table, column, to_all, to_members)


def handed_in(table: str, column: str = "member_id", *, receipt: str = "") -> RunSQL:
    """Rows that anybody may hand in, passers-by too; the member that they are for and the coordinator read them.

    ``receipt`` is the column with the digest of a receipt: whoever shows the receipt reads the row again.
    """
    shown = [f"{SHOWN_RECEIPT} <> '' AND {receipt} = {SHOWN_RECEIPT}"] if receipt else []
    return _kept(table, column, *shown, insert=HANDED_IN)


def directory(table: str, column: str = "member_id") -> RunSQL:
    """Rows that all may read, for they are the network's directory; a member or the coordinator keeps them."""
    return _kept(table, column, read=EVERYBODY)


def within_network(table: str, column: str = "member_id") -> RunSQL:
    """Rows of the directory that every member reads and no passer-by; a member or the coordinator keeps them."""
    return _kept(table, column, read=OF_THE_NETWORK)


def announced(table: str, column: str = "organiser") -> RunSQL:
    """Rows that all may read, for they are told to the network; only the member that made them changes them."""
    return _operation(table, _policies(table, EVERYBODY, _own_or_worker(f"{column} = {MEMBER}")))


def between_members(
    table: str, column: str = "member_id", readers: str = "readers", also: str = ""
) -> RunSQL:
    """Rows of talks between members: who wrote them, those whom ``readers`` (a list of ids) names, the coordinator.

    All of these write, where none of the three stricter rules below is added. No auditor reads them: they are no record
    of cells. ``also`` is a rule of columns for what every member may read.
    """
    own = f"{_own(column)} OR {readers} @> to_jsonb({MEMBER_ID})"
    to_members = f" OR (({also}) AND {OF_THE_NETWORK})" if also else ""
    read = f"{own}{to_members} OR {SCOPE} IN ('worker', 'gate', 'rebuild')"
    return _operation(table, _policies(table, read, _own_or_worker(own)))


def added_by_itself(table: str, column: str = "member_id") -> RunSQL:
    """A stricter rule of adding for talks between members: who is named in ``readers`` adds none in another's name."""
    own, named = _own(column), f"readers @> to_jsonb({MEMBER_ID})"
    make = f"DROP POLICY writes ON {table}; CREATE POLICY writes ON {table} FOR INSERT WITH CHECK"
    return RunSQL(f"{make} ({_own_or_worker(own)})", f"{make} ({_own_or_worker(f'{own} OR {named}')})")


def changed_by_itself(table: str, column: str = "member_id") -> RunSQL:
    """A stricter rule for talks between members: who is named in ``readers`` neither changes nor removes a row.

    Locking one is still allowed to them: whoever answers holds it while he does, and PostgreSQL asks the same policy.
    """
    own, named = _own(column), f"readers @> to_jsonb({MEMBER_ID})"
    mine, all_ = _own_or_worker(own), _own_or_worker(f"{own} OR {named}")
    drop = f"DROP POLICY changes ON {table}; DROP POLICY removes ON {table};"
    change = f"CREATE POLICY changes ON {table} FOR UPDATE USING ({all_}) WITH CHECK"
    remove = f"CREATE POLICY removes ON {table} FOR DELETE USING"
    return RunSQL(
        f"{drop} {change} ({mine}); {remove} ({mine});", f"{drop} {change} ({all_}); {remove} ({all_});"
    )


def removed_by_itself(table: str, column: str = "member_id") -> RunSQL:
    """A stricter rule for talks between members: who is named in ``readers`` changes a row, but removes none."""
    own, named = _own(column), f"readers @> to_jsonb({MEMBER_ID})"
    remove = f"DROP POLICY removes ON {table}; CREATE POLICY removes ON {table} FOR DELETE USING"
    return RunSQL(f"{remove} ({_own_or_worker(own)})", f"{remove} ({_own_or_worker(f'{own} OR {named}')})")


def append_only(table: str) -> RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE: by privilege to every role, the owner included, and by a trigger.

    An owner could grant itself the privilege again; the trigger still refuses then.
    """
    return RunSQL(
        f"""
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC;
        DO $$ DECLARE serving record; BEGIN
          FOR serving IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
            WHERE table_name = '{table}' AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
              AND grantee NOT IN ('PUBLIC', current_user)
          LOOP EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM %I', serving.grantee);
          END LOOP; END $$;
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER;
        CREATE OR REPLACE FUNCTION tsunagu_only_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          RAISE EXCEPTION '%: rows are added, never changed or removed', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
        END $$;
        CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION tsunagu_only_added();
        """,  # noqa: S608 - names of our own tables
        f"DROP TRIGGER IF EXISTS only_added ON {table};",
    )
