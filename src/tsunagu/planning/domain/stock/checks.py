"""What a statement and a problem of making to stock must hold to, so that a plan means something."""

from collections.abc import Iterator

from tsunagu.foundation.refusals import BadInput
from tsunagu.foundation.text import Text
from tsunagu.planning.domain.stock.problem import StockProblem
from tsunagu.planning.domain.stock.stated import Stated

MOST_WEEKS, MOST_SHELF = 52, 520
MOST_SIZE, MOST_SIZES = 20_000, 5
MOST_PRODUCTS = 6


def check_stated(stated: Stated) -> None:
    """Refuse what can't be meant, with the field that it belongs to."""
    for field, is_fine, reason in (*_making(stated), *_keeping(stated), *_demand(stated)):
        if not is_fine:
            raise BadInput(field, reason, field)


def check_problem(problem: StockProblem) -> None:
    """Refuse a problem without products or too large to be solved in a short while."""
    if not problem.products:
        raise BadInput("products", NOTHING_STATED, "products")
    if len(problem.products) > MOST_PRODUCTS:
        raise BadInput(
            "products",
            Text(
                f"一度に計画できる製品は{MOST_PRODUCTS}品目までです。",
                f"At most {MOST_PRODUCTS} products are planned together.",
            ),
            "products",
        )


Rule = tuple[str, bool, Text]


def _making(stated: Stated) -> Iterator[Rule]:
    making = stated.making
    yield (
        "filled_after",
        making.filled_after < making.lead,
        Text(
            "充填は出荷判定より前の週にしてください。",
            "Filling comes in a week before the release.",
        ),
    )
    yield (
        "room_weeks",
        1 <= making.room_weeks <= making.lead,
        Text(
            "培養室を使う週数は1以上、開始から出荷判定までの週数以下にしてください。",
            "A lot holds its clean room for at least one week, and at most until its release.",
        ),
    )
    sizes = making.sizes
    yield (
        "sizes",
        0 < len(sizes) <= MOST_SIZES
        and all(0 < size <= MOST_SIZE for size in sizes)
        and len(set(sizes)) == len(sizes),
        Text(
            f"ロットサイズは1〜{MOST_SIZE:,}の整数を{MOST_SIZES}つまで、「50, 100, 200」のように入力してください。",
            f"Write up to {MOST_SIZES} lot sizes from 1 to {MOST_SIZE:,}, such as “50, 100, 200”.",
        ),
    )


def _keeping(stated: Stated) -> Iterator[Rule]:
    making, keeping = stated.making, stated.keeping
    left = making.filled_after + keeping.shelf - keeping.least - 1
    yield (
        "shelf",
        left >= making.lead,
        Text(
            "この有効期間では、出荷判定の時点で使用時に必要な残り期間を満たしません。有効期間か残り期間を見直してください。",
            "With this shelf life nothing may be used once it is released. Check the shelf life and what must remain.",
        ),
    )


def _demand(stated: Stated) -> Iterator[Rule]:
    steady = stated.steady
    yield (
        "mid",
        steady is None or steady[0] <= steady[1] <= steady[2],
        Text(
            "「少なめ ≦ 中央 ≦ 多め」の順に入力してください。",
            "The three numbers must rise: low, middle, high.",
        ),
    )
    yield (
        "lines",
        steady is not None or bool(stated.lines),
        Text(
            "毎週の需要か、週ごとの需要予測のどちらかを入力してください。",
            "State the demand of every week, or a forecast by weeks.",
        ),
    )


NOTHING_STATED = Text(
    "計画する製品を選んでください。まだなければ、製品の条件と需要予測を先に登録します。",
    "Choose the products to plan. Where there are none, state a product and its forecast first.",
)
