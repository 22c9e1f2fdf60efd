"""The database as the command line needs it: running, prepared for the app's role, or stopped."""

import os

import psycopg

from tsunagu.foundation.database import embedded
from tsunagu.foundation.database.credentials import ROLE_NAMES
from tsunagu.foundation.database.roles import check_owner, check_server, prepare_database
from tsunagu.foundation.problems import setup_problem
from tsunagu.project.configuration import Configuration, data_folder, from_url, read_configuration


def ensure() -> None:
    """Start the embedded server where it doesn't run, or check the server that somebody else runs."""
    if not os.environ.get("DATABASE_URL"):
        embedded.ensure_running(data_folder(os.environ))
        return
    configuration = read_configuration(os.environ)
    with _connect("DATABASE_URL", configuration.database_url) as connection:
        check_server(connection)


def prepare() -> None:
    """Let the app's role use what the owner is about to create: before the first migration, safe to repeat."""
    configuration = read_configuration(os.environ)
    if configuration.is_embedded:
        if configuration.database_name == embedded.DATABASE:
            return  # done when the server was made
        credentials = embedded.ensure_running(configuration.data)
        with embedded.connect(credentials, "owner", configuration.database_name) as connection:
            prepare_database(connection, ROLE_NAMES["app"])
        return
    app = str(from_url(configuration.database_url)["user"])
    with _connect("TSUNAGU_OWNER_URL", configuration.owner_url) as connection:
        check_owner(connection)
        prepare_database(connection, app)


def stop() -> bool:
    """Stop the embedded server; False where none ran or the database is not ours."""
    return not os.environ.get("DATABASE_URL") and embedded.stop(data_folder(os.environ))


def configuration() -> Configuration:
    """Return what the environment says now."""
    return read_configuration(os.environ)


def _connect(name: str, url: str) -> psycopg.Connection[object]:
    try:
        parameters = from_url(url, name)
        return psycopg.connect(**parameters, autocommit=True, connect_timeout=10)  # type: ignore[arg-type]
    except psycopg.OperationalError as error:
        raise setup_problem(
            f"{name} のデータベースに接続できません。住所、利用者、パスワードを確認してください。",
            f"Can't connect to the database of {name}: check its address, user and password.",
        ) from error
