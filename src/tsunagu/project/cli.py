"""The ``tsunagu`` command: our own words first, every command of Django and of the concepts after them."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from tsunagu.foundation.console import in_console_language
from tsunagu.foundation.problems import SetupProblem
from tsunagu.foundation.refusals import Refused
from tsunagu.project import database

SETTINGS = "tsunagu.project.settings"
DEMONSTRATION_SETTINGS = "tsunagu.project.demonstration_settings"
OWNER_COMMANDS = frozenset({"migrate", "sqlmigrate", "showmigrations", "makemigrations", "squashmigrations"})
WITHOUT_DATABASE = frozenset({"collectstatic", "help", "version", "diffsettings", "plan"})
CONCEPT_COMMANDS = {"trace": "trace", "import": "import_route", "export": "export", "plan": "plan"}

Handler = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a refusal is one sentence on standard error and exit code 1."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # processes share the processors; threads only get in the way
    try:
        if words and words[0] in CONCEPT_COMMANDS:  # all that follows is the concept's, options too
            return django_command([CONCEPT_COMMANDS[words[0]], *words[1:]])
        if words and not words[0].startswith("-") and words[0] not in HANDLERS:
            return django_command(words)
        options = parser().parse_args(words or ["--help"])
        return HANDLERS[options.command](options)
    except (SetupProblem, Refused) as problem:
        print(in_console_language(problem.reason), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of our own commands."""
    top = argparse.ArgumentParser(
        prog="tsunagu",
        description="Tsunagu（つなぐ）: the open operating platform of a regenerative-medicine network.",
        epilog="Any other word is a Django command, such as migrate, shell, check, verify or rebuild.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    up = commands.add_parser("up", help="start database, web server and background worker")
    demo = commands.add_parser("demo", help="the same with the demonstration network")
    demo.add_argument(
        "--fresh", action="store_true", help="throw the demonstration's data away and build it anew"
    )
    demo.add_argument("--no-serve", action="store_true", help="build the data and stop there")
    for command in (up, demo):
        command.add_argument("--port", type=int, default=8000)
        command.add_argument("--host", default="127.0.0.1")
        command.add_argument(
            "--lan", action="store_true", help="serve the local network over TLS (phones need it)"
        )
        command.add_argument("--workers", type=int, help="processes of the web server")
    commands.add_parser("stop", help="stop the embedded database")
    commands.add_parser("trace", help="where an item, lot or supplier's batch came from and went")
    commands.add_parser("import", help="take a file in, such as a route")
    commands.add_parser("export", help="write records out")
    commands.add_parser("plan", help="solve a planning problem, or check a plan; needs no database")
    translations = commands.add_parser("translations", help="the catalogues: check, update or compile")
    translations.add_argument("what", choices=["check", "update", "compile"])
    bench = commands.add_parser("bench", help="measure; without a name, everything")
    bench.add_argument("name", nargs="?")
    bench.add_argument("--json", action="store_true", help="one JSON object {bench, figures}")
    return top


def django_command(words: Sequence[str]) -> int:
    """Run a Django command in this process, as the owner where it changes the schema."""
    from django.core.management import execute_from_command_line

    if words[0] in OWNER_COMMANDS:
        os.environ["TSUNAGU_ROLE"] = "owner"
    if words[0] not in WITHOUT_DATABASE:
        database.ensure()
    if words[0] == "migrate":
        database.prepare()
    execute_from_command_line(["tsunagu", *words])
    return 0


def up(options: argparse.Namespace) -> int:
    """Serve this installation until told to stop."""
    from tsunagu.project import serving

    return serving.serve(serving.Serving.of(options))


def demo(options: argparse.Namespace) -> int:
    """Build the demonstration network where there is none, and serve it."""
    from tsunagu.project import demonstrating

    os.environ["DJANGO_SETTINGS_MODULE"] = DEMONSTRATION_SETTINGS
    return demonstrating.demonstrate(options)


def stop(options: argparse.Namespace) -> int:
    """Stop the embedded database; saying so twice is no error."""
    stopped = database.stop()
    print("Stopped. / 停止しました。" if stopped else "Nothing was running. / 動いていません。")
    return 0


def translations(options: argparse.Namespace) -> int:
    """Check, update or compile the catalogues; no database is needed."""
    from tsunagu.foundation import translations

    return translations.main([options.what])


def bench(options: argparse.Namespace) -> int:
    """Run one benchmark, or all of them."""
    from tsunagu.project import benches

    return benches.run(options.name, as_json=options.json)


HANDLERS: dict[str, Handler] = {
    "up": up,
    "demo": demo,
    "stop": stop,
    "translations": translations,
    "bench": bench,
}

if __name__ == "__main__":
    sys.exit(main())
