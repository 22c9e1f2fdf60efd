"""``tsunagu demo``: the demonstration network, built by running the services where there is none, then served."""

import argparse
import dataclasses
import os
import shutil
from typing import Any

import psycopg

from tsunagu.foundation.database import embedded
from tsunagu.foundation.problems import setup_problem
from tsunagu.project import database, serving
from tsunagu.project.configuration import data_folder

MARK = "demonstration"
"""File in the data folder that says: this data was invented, and its building came to its end."""


def demonstrate(options: argparse.Namespace) -> int:
    """Build what is missing, say who can sign in, and serve; data is kept unless asked to start over."""
    twice = setup_problem(
        "このデータフォルダのデモは、すでに起動しています。",
        "The demonstration of this data folder is running already.",
    )
    with serving.alone(MARK, twice):
        return _demonstrate(options)


def _demonstrate(options: argparse.Namespace) -> int:
    data = data_folder(os.environ)
    target = dataclasses.replace(serving.Serving.of(options), extra=(("demonstrate", "--run"),))
    unfinished, mark = data / f"{MARK}.unfinished", data / MARK
    if options.fresh or unfinished.exists():
        start_over()
    serving.prepare()
    if not mark.exists():
        refuse_real_data()
        unfinished.touch()
        serving.show("Demonstration network / デモのネットワーク（数分かかります）")
        serving.run("demonstrate", "--build")
        unfinished.rename(mark)
    serving.run("demonstrate", "--sign-ins")
    return 0 if options.no_serve else serving.serve(target)


def start_over() -> None:
    """Throw the invented data away; refuse where the data was not invented."""
    data = data_folder(os.environ)
    if os.environ.get("DATABASE_URL"):
        raise setup_problem(
            "--fresh は内蔵データベースでだけ使えます。DATABASE_URL を外してください。",
            "--fresh works on the embedded database only: unset DATABASE_URL.",
        )
    if not ((data / MARK).exists() or (data / f"{MARK}.unfinished").exists()):
        database.ensure()
        serving.run("migrate", "--verbosity", "0", "--skip-checks", role="owner")
        refuse_real_data()
    serving.show("Starting over / はじめからやり直します")
    embedded.remove(data)
    for name in (MARK, f"{MARK}.unfinished"):
        (data / name).unlink(missing_ok=True)
    shutil.rmtree(data / "files", ignore_errors=True)


def refuse_real_data() -> None:
    """Stop before invented members are mixed with real ones: this data has people, but was not invented."""
    parameters: dict[str, Any] = database.configuration().database()
    # a connection of our own: Django's settings would keep the passwords of a cluster that starting over removes
    with psycopg.connect(**parameters) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM members_person)").fetchone()
    if row and row[0]:
        raise setup_problem(
            "このデータフォルダには実データがあります。デモには TSUNAGU_DATA で別の場所を指定してください。",
            "This data folder holds real data: name another one in TSUNAGU_DATA for the demonstration.",
        )
