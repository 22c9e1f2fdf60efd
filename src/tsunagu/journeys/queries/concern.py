"""One line of the exception list 要対応: what is wrong, by when, and who is to act."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from tsunagu.foundation.text import Text
from tsunagu.journeys.domain.slack import Limit
from tsunagu.members.domain.roles import role_names

KINDS: dict[str, Text] = {
    "hand_over": Text("受渡し", "Hand-over"),
    "window": Text("期限", "Time limit"),
    "hold": Text("保留", "Hold"),
    "decision": Text("決定", "Decision"),
    "release": Text("出荷判定", "Release"),
    "failed": Text("不成立", "Failed"),
    "condition": Text("温度等", "Condition"),
    "shipper": Text("輸送容器", "Shipper"),
    "quality": Text("規格外", "Out of specification"),
    "result": Text("試験結果", "Results overdue"),
    "qualification": Text("資格・契約", "Qualification"),
    "late": Text("遅れ", "Late"),
}


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that someone must see to.

    Attributes
    ----------
    kind : a key of ``KINDS``. limit : what sets the slack.
    member, role : who is responsible, and the role to call.
    step : key of the step that it is about, if it is about one.
    task : what the responsible person does next; ``subject`` is what that is done to (a hold, a decision).
    """

    kind: str
    chain: UUID
    number: str
    is_case: bool
    stage: str
    title: Text
    detail: Text
    limit: Limit
    member: UUID
    member_name: Text
    role: str
    task: str
    step: str = ""
    subject: UUID | None = None
    since: datetime | None = None

    @property
    def kind_name(self) -> Text:
        """What sort of concern it is."""
        return KINDS[self.kind]

    @property
    def about(self) -> UUID:
        """What tells this matter from others of the journey, whenever it is looked at: calls are about it."""
        return uuid5(self.chain, f"concern/{self.kind}/{self.step}/{self.subject or ''}")

    @property
    def role_name(self) -> Text:
        """The role to call."""
        return role_names([self.role])

    @property
    def task_name(self) -> Text:
        """What the responsible person does next."""
        return TASKS[self.task]


TASKS: dict[str, Text] = {
    "receive": Text("受領する", "Receive"),
    "countersign": Text("渡しに署名する", "Sign as giver"),
    "step": Text("作業へ", "Go to the work"),
    "hold": Text("保留を見る", "See the hold"),
    "gates": Text("保留の影響を見る", "See what the hold stops"),
    "decide": Text("決定へ", "Go to the decision"),
    "release": Text("出荷判定へ", "Go to the release"),
    "go_on": Text("進め方を決める", "Decide how to go on"),
    "readings": Text("記録を登録", "Add readings"),
    "pack": Text("充填・詰替えを記録", "Record a refill"),
    "propose": Text("判断の経路へ", "Go to the decision path"),
}
