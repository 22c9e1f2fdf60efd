"""The three roles and what each may do; and the check of a server that somebody else runs."""

from typing import Any

import psycopg
from psycopg import sql

from tsunagu.foundation.database.credentials import ROLE_NAMES, Credentials, Role
from tsunagu.foundation.problems import setup_problem

Connection = psycopg.Connection[Any]
OLDEST = 16


def create_roles(connection: Connection, credentials: Credentials) -> None:
    """Create owner and app, or set their passwords and attributes again: neither passes row-level security."""
    attributes: dict[Role, str] = {
        "owner": "LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION",
        "app": "LOGIN NOCREATEDB NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION",
    }
    for role, attribute in attributes.items():
        name = ROLE_NAMES[role]
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
        verb = "ALTER" if known else "CREATE"
        connection.execute(
            sql.SQL("{} ROLE {} WITH {} PASSWORD {}").format(
                sql.SQL(verb), sql.Identifier(name), sql.SQL(attribute), credentials.password(role)
            )
        )


def create_database(connection: Connection, name: str, template: str | None = None) -> None:
    """Create a database that belongs to the role of ``connection``, as a copy of ``template`` if given."""
    command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template:
        command += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    connection.execute(command)


def database_exists(connection: Connection, name: str) -> bool:
    """Say whether the server has a database of this name."""
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def prepare_database(owner: Connection, app: str) -> None:
    """Let ``app`` use, and only use, what the owner will create in the owner's present database."""
    row = owner.execute("SELECT current_database()").fetchone()
    assert row is not None  # noqa: S101 - one row always
    database, role = sql.Identifier(row[0]), sql.Identifier(app)
    for statement in (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ):
        owner.execute(sql.SQL(statement).format(database=database, role=role))


def check_owner(owner: Connection) -> None:
    """Refuse an owner role that doesn't own the database: it could not grant what it creates."""
    row = owner.execute(
        "SELECT pg_has_role(current_user, datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    if row is None or not row[0]:
        raise setup_problem(
            "TSUNAGU_OWNER_URL の利用者は、データベースの所有者でなければなりません。",
            "The role of TSUNAGU_OWNER_URL must own the database.",
        )


def check_server(app: Connection) -> None:
    """Refuse a server that is too old, or an app role that row-level security would not stop."""
    if app.info.server_version < OLDEST * 10000:
        raise setup_problem(
            f"DATABASE_URL の PostgreSQL は古すぎます。{OLDEST} 以上を用意してください。",
            f"The PostgreSQL of DATABASE_URL is too old: provide version {OLDEST} or newer.",
        )
    row = app.execute(
        "SELECT r.rolsuper OR r.rolbypassrls, d.datdba = r.oid FROM pg_roles r, pg_database d"
        " WHERE r.rolname = current_user AND d.datname = current_database()"
    ).fetchone()
    if row is None or row[0] or row[1]:
        raise setup_problem(
            "DATABASE_URL の利用者は行レベルセキュリティを回避できます。所有者でも特権でもないロールにしてください。",
            "The role of DATABASE_URL escapes row-level security: use one that is neither owner nor superuser.",
        )
