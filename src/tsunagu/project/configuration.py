"""What the environment says about this installation, read once and refused loudly where it makes no sense."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast
from urllib.parse import parse_qsl, unquote, urlsplit

from tsunagu.foundation.database.credentials import read_credentials
from tsunagu.foundation.database.embedded import DATABASE
from tsunagu.foundation.problems import setup_problem
from tsunagu.project.mailing import Mail, read_address, read_mail

DatabaseRole = Literal["app", "owner"]
CHECKOUT = Path(__file__).resolve().parents[3]
DATABASE_ROLES = ("app", "owner")
YES, NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Configuration:
    """One installation; secrets never show in ``repr``."""

    data: Path
    debug: bool
    role: DatabaseRole
    database_name: str
    database_url: str = field(repr=False)
    owner_url: str = field(repr=False)
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    is_tls: bool
    waiting_times: Path | None
    test_catalogue: Path | None
    retention: Path | None
    planning_assumptions: Path | None
    membership: Path | None
    taxonomy: Path | None
    address: str
    mail: Mail
    secret_key: str = field(repr=False)

    @property
    def is_embedded(self) -> bool:
        """Say whether the database is our own embedded server."""
        return not self.database_url

    def database(self) -> dict[str, object]:
        """Return libpq's parameters for this process's role; an embedded server not made yet gives port 0."""
        if not self.is_embedded:
            return from_url(self.owner_url if self.role == "owner" else self.database_url)
        credentials = read_credentials(self.data)
        if credentials is None:
            return {"host": "127.0.0.1", "port": 0, "user": "", "password": "", "dbname": self.database_name}
        return dict(credentials.parameters(self.role, self.database_name))


def read_configuration(environment: Mapping[str, str]) -> Configuration:
    """Read the ``TSUNAGU_*`` settings and ``DATABASE_URL``; refuse what is unknown, malformed or half given."""
    data = data_folder(environment)
    role = environment.get("TSUNAGU_ROLE", "app")
    if role not in DATABASE_ROLES:
        raise setup_problem(
            f"TSUNAGU_ROLE は app か owner です（今は「{role}」）。",
            f"TSUNAGU_ROLE must be app or owner, not {role!r}.",
        )
    database_url, owner_url = environment.get("DATABASE_URL", ""), environment.get("TSUNAGU_OWNER_URL", "")
    if bool(database_url) != bool(owner_url):
        raise setup_problem(
            "DATABASE_URL（業務用ロール）と TSUNAGU_OWNER_URL（所有者ロール）は両方設定してください。",
            "Set DATABASE_URL (the app's role) and TSUNAGU_OWNER_URL (the owner's role) together, or neither.",
        )
    for name, url in (("DATABASE_URL", database_url), ("TSUNAGU_OWNER_URL", owner_url)):
        if url:
            from_url(url, name)
    return Configuration(
        data=data,
        debug=flag(environment, "TSUNAGU_DEBUG"),
        role=cast(DatabaseRole, role),
        database_name=environment.get("TSUNAGU_DATABASE", DATABASE),
        database_url=database_url,
        owner_url=owner_url,
        hosts=words(environment, "TSUNAGU_HOSTS", "127.0.0.1,localhost,[::1]"),
        origins=words(environment, "TSUNAGU_ORIGINS", ""),
        is_tls=flag(environment, "TSUNAGU_TLS"),
        waiting_times=named_file(environment, "TSUNAGU_WAITING_TIMES"),
        test_catalogue=named_file(environment, "TSUNAGU_TEST_CATALOGUE"),
        retention=named_file(environment, "TSUNAGU_RETENTION"),
        planning_assumptions=named_file(environment, "TSUNAGU_PLANNING_ASSUMPTIONS"),
        membership=named_file(environment, "TSUNAGU_MEMBERSHIP"),
        taxonomy=named_file(environment, "TSUNAGU_TAXONOMY"),
        address=read_address(environment),
        mail=read_mail(environment),
        secret_key=environment.get("TSUNAGU_SECRET_KEY") or kept_secret(data),
    )


def data_folder(environment: Mapping[str, str]) -> Path:
    """Return the data folder: ``TSUNAGU_DATA``, else ``data`` in the checkout or, installed, where we stand."""
    given = environment.get("TSUNAGU_DATA")
    if given:
        path = Path(given).expanduser()
        if path.exists() and not path.is_dir():
            raise setup_problem(
                f"TSUNAGU_DATA の {path} はフォルダではありません。",
                f"TSUNAGU_DATA names {path}, which is no folder.",
            )
        return path.resolve()
    return (CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()) / "data"


def from_url(url: str, name: str = "DATABASE_URL") -> dict[str, object]:
    """Split ``postgresql://user:password@host:port/database?option=value`` into libpq's parameters."""
    parts = urlsplit(url)
    try:
        port = parts.port or 5432
    except ValueError:
        port = 0
    database = parts.path.lstrip("/")
    if parts.scheme not in ("postgres", "postgresql") or not (port and database and parts.username):
        raise setup_problem(
            f"{name} は postgresql://利用者:パスワード@ホスト:ポート/データベース の形で書いてください。",
            f"{name} must look like postgresql://user:password@host:port/database.",
        )
    known: dict[str, object] = {
        "host": parts.hostname or "127.0.0.1",
        "port": port,
        "user": unquote(parts.username),
        "password": unquote(parts.password or ""),
        "dbname": unquote(database),
    }
    return known | dict(parse_qsl(parts.query))


def flag(environment: Mapping[str, str], name: str) -> bool:
    """Read a yes-or-no setting."""
    value = environment.get(name, "").lower()
    if value not in YES + NO:
        raise setup_problem(
            f"{name} は 1 か 0 です（今は「{value}」）。", f"{name} must be 1 or 0, not {value!r}."
        )
    return value in YES


def words(environment: Mapping[str, str], name: str, default: str) -> tuple[str, ...]:
    """Read a list separated by commas."""
    return tuple(word.strip() for word in environment.get(name, default).split(",") if word.strip())


def named_file(environment: Mapping[str, str], name: str) -> Path | None:
    """Read a setting that names a file, if it is given; refuse one that isn't there."""
    given = environment.get(name)
    if not given:
        return None
    path = Path(given).expanduser()
    if not path.is_file():
        raise setup_problem(
            f"{name} の {path} というファイルはありません。", f"{name} names {path}, which is no file."
        )
    return path.resolve()


def kept_secret(data: Path) -> str:
    """Return the installation's secret key, drawn on first use and kept, private, in the data folder."""
    path = data / "secret_key"
    try:
        return path.read_text()
    except FileNotFoundError:
        pass
    try:
        data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        unfinished = path.with_name(f".secret_key.{os.getpid()}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(unfinished, path)  # the first of several starters wins
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
        return path.read_text()
    except OSError as error:
        raise setup_problem(
            f"データフォルダ {data} に書き込めません。TSUNAGU_DATA で別の場所を指定してください。",
            f"The data folder {data} can't be written: name another one in TSUNAGU_DATA.",
        ) from error
