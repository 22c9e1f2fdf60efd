"""The gate of translations: English message ids are found everywhere, and the Japanese must be complete."""

from pathlib import Path

import polib
import pytest

from tsunagu.foundation import messages, translations

TEMPLATE = """{% load i18n %}{% translate "Inbox" %} {% blocktranslate with n=v %}{{ n }} of 100%{% endblocktranslate %}
{% blocktranslate trimmed count n=v %}
  one item {% plural %} {{ n }} items {% endblocktranslate %}{{ _("Now") }}{% translate "May" context "month" %}
{% empty_ _("Nothing here") %} {% comment %}{% translate "hidden" %}{% endcomment %} it's "quoted" text"""
MODULE = """from django.utils.translation import gettext as _, ngettext, pgettext
A = _("It's \\"so\\"")
B = ngettext("%(n)d bag", "%(n)d bags", 3)
C = pgettext("verb", "Hold")
D = _(A)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("alpha", "beta"):
        (tmp_path / name / "templates").mkdir(parents=True)
        (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / "alpha/templates/a.html").write_text(TEMPLATE)
    (tmp_path / "alpha/b.py").write_text(MODULE)
    (tmp_path / "beta/c.py").write_text(
        'from django.utils.translation import gettext\nX = gettext("Inbox")\n'
    )
    return tmp_path


def entry_of(book: polib.POFile, text: str) -> polib.POEntry:
    found = book.find(text)
    assert found is not None
    return found


def fill(root: Path, concept: str, **japanese: str) -> None:
    path = root / concept / translations.CATALOGUE
    book = polib.pofile(str(path))
    for entry in book:
        wanted = japanese.get(entry.msgid.split()[0].strip("%(')\""), entry.msgid_plural or entry.msgid)
        if entry.msgid_plural:
            entry.msgstr_plural = {0: wanted}
        else:
            entry.msgstr = wanted
    book.save(str(path))


def test_texts_are_found_in_templates_and_modules(root: Path) -> None:
    found = messages.extract(root / "alpha")
    assert {text for _, text in found} == {
        "Inbox", "%(n)s of 100%%", "one item", "Now", "May", "Nothing here", 'It\'s "so"', "%(n)d bag", "Hold",
    }  # fmt: skip
    assert found["", "one item"].plural == "%(n)s items"
    assert ("month", "May") in found
    assert ("verb", "Hold") in found


def test_update_then_check_then_compile(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--root", str(root)]
    assert translations.main(["check", *arguments]) == 1
    assert translations.main(["update", *arguments]) == 0
    assert translations.main(["check", *arguments]) == 1
    fill(root, "alpha", Inbox="受信箱")
    fill(root, "beta", Inbox="受信箱")
    capsys.readouterr()
    assert translations.main(["check", *arguments]) == 0, capsys.readouterr().out
    assert translations.main(["compile", *arguments]) == 0
    assert (root / "beta" / translations.CATALOGUE).with_suffix(".mo").exists()
    assert translations.compile_catalogues(root) == 0


def test_updating_again_changes_nothing_and_reuses_what_others_translated(root: Path) -> None:
    translations.update(root)
    fill(root, "alpha", Inbox="受信箱")
    translations.update(root)
    assert entry_of(polib.pofile(str(root / "beta" / translations.CATALOGUE)), "Inbox").msgstr == "受信箱"
    before = (root / "alpha" / translations.CATALOGUE).read_bytes()
    translations.update(root)
    assert (root / "alpha" / translations.CATALOGUE).read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        ("fuzzy", "is fuzzy"), ("empty", "has no Japanese"), ("placeholder", "other placeholders"),
        ("missing", "is not in the catalogue"), ("left", "no longer used"), ("differs", "translated differently"),
    ],
)  # fmt: skip
def test_each_fault_is_named(root: Path, spoil: str, complaint: str) -> None:
    translations.update(root)
    fill(root, "alpha", Inbox="受信箱")
    fill(root, "beta", Inbox="別の訳" if spoil == "differs" else "受信箱")
    path = root / "alpha" / translations.CATALOGUE
    book = polib.pofile(str(path))
    entry = entry_of(book, "Inbox")
    if spoil == "fuzzy":
        entry.flags.append("fuzzy")
    elif spoil == "empty":
        entry.msgstr = ""
    elif spoil == "placeholder":
        entry_of(book, "%(n)s of 100%%").msgstr = "%(m)s"
    elif spoil == "missing":
        book.remove(entry)
    elif spoil == "left":
        book.append(polib.POEntry(msgid="Old", msgstr="古い"))
    book.save(str(path))
    assert any(complaint in problem for problem in translations.check(root))


def test_a_module_that_is_no_python_is_named(root: Path) -> None:
    (root / "beta/broken.py").write_text("def (")
    with pytest.raises(messages.UnreadableSource, match=r"beta/broken\.py"):
        translations.check(root)


def test_our_own_foundation_is_complete() -> None:
    assert not [problem for problem in translations.check() if problem.startswith("foundation:")]
