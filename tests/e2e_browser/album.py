"""Which screens there are to be shown, and the page that shows them: who looks, what they ask it, what they do."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
PICTURES: Final = ROOT / "docs" / "images" / "screens"
PAGE: Final = ROOT / "docs" / "reference" / "screens.md"


class Screen(NamedTuple):
    """A screen: the beginning of its pictures' names, what it is called, and its line on the page."""

    name: str
    ja: str
    en: str
    asks: str
    does: str


GROUPS: Final[dict[tuple[str, str], Sequence[Screen]]] = {
    ("救急隊", "Crew"): (
        Screen("crew-patient", "傷病者", "Patient", "何を伝えれば照会できるか", "年齢・主訴・意識・危険徴候をタップ"),
        Screen("crew-vitals", "観察", "Vital signs", "何が足りないか、危険な値か", "テンキーで入力して記録"),
        Screen("crew-treatments", "処置", "Treatments", "何を行ったか", "処置と量をタップ"),
        Screen("crew-myna", "マイナ救急", "Myna", "薬・既往・手術歴は", "カードを読み取り、伝える項目を選ぶ"),
        Screen("crew-hospitals", "病院選定", "Hospitals", "どこが受けられるか、何分か", "1か所または複数へ照会、電話"),
        Screen("crew-asked", "照会状況", "Requests", "誰が見たか、誰が黙っているか", "決定・取下げ・電話の結果"),
        Screen("crew-talk", "連絡", "Talk", "病院は何を尋ねているか", "回答・連絡"),
        Screen("crew-handover", "引継ぎ", "Hand-over", "受領されたか", "QRを見せ、引き継ぎ、終了"),
        Screen("crew-outbox", "送信箱", "Outbox", "何が未送信か、なぜ拒まれたか", "訂正・再送"),
        Screen("crew-past", "過去の事案", "Past cases", "運んだ傷病者はどうなったか", "見る"),
        Screen("crew-casualties", "災害・多数傷病者", "Mass casualty", "何人、どの区分か", "タグ・再トリアージ"),
    ),
    ("救急外来", "Emergency department"): (
        Screen("er-board", "受入ボード", "Board", "何が回答を待ち、次に誰が来るか", "確認・応需・条件付・不応需"),
        Screen("er-decline", "不応需の理由", "Reasons", "なぜ受けられないか", "理由を1タップ"),
        Screen("er-wall", "壁面", "Wall", "離れて2秒で分かるか(氏名なし)", "確認"),
        Screen(
            "er-coming", "到着準備", "Getting ready", "何分で、良いか悪いか、何を用意するか", "チーム招集・準備・連絡"
        ),
        Screen("er-received", "引継・受領", "Receipt", "正しい傷病者か、何を行ったか", "受領・初診結果"),
        Screen("er-capacity", "応需情報", "Capacity", "何を公開しているか、古くないか", "診療科ごとに◎○△×"),
        Screen("er-casualties", "多数傷病者", "Mass casualty", "何人がいつ来るか", "応需"),
    ),
    ("指令センター", "Command centre"): (
        Screen("command-cases", "全事案", "Cases", "どの事案が行き詰まっているか", "対応を開く"),
        Screen("command-acts", "対応", "Acting", "誰が受けられるか", "代行照会・電話の結果"),
        Screen("command-casualties", "災害", "Mass casualty", "誰をどこへ運ぶか", "選んで割り当てる"),
    ),
    ("民間救急・地域連携室", "Private transport"): (
        Screen("operator-telephone", "事業者(電話)", "Operator", "何を受けられるか", "受託・条件・辞退"),
        Screen("operator-trip", "運行", "Trip", "次に何をするか", "状態を進める・119へ切替"),
        Screen("operator-desk", "事業者(机)", "Operator's desk", "何を受けられるか", "受託・条件・辞退"),
        Screen("transport", "地域連携室", "Liaison office", "誰が運ぶか、今どこか", "依頼・受託先の決定"),
    ),
    ("運用・統計・サインイン", "Operations, statistics, sign-in"): (
        Screen("operations", "運用管理", "Operations", "どの接続が止まり、何件滞っているか", "保留の再送・追跡"),
        Screen("statistics", "統計", "Statistics", "何回照会し、何分かかったか", "期間を選ぶ・CSV保存"),
        Screen("sign-in", "サインイン", "Sign-in", "誰が使っているか", "パスキー・コード、または後で"),
        Screen("door", "未登録の端末", "Not enrolled", "なぜ使えないか", "登録コードを受け取る"),
        Screen("gallery", "部品一覧", "Gallery", "部品はどう見えるか", "開発者が見る"),
    ),
    ("紙", "Paper"): (Screen("sheet", "引継書", "Hand-over sheet", "紙で何が伝わるか", "印刷・QR"),),
}

_HEAD: Final = """# 画面 Screens

すべての画面を、それぞれの大きさで示します。`make pictures` が本物のハブで決まった架空の物語を進め、すべて作り直します
(時刻の数字だけが毎回異なります)。四つの物語の記録は[こちら](../explanation/recorded-runs.md)。

Every screen at its size: `make pictures` plays a fixed, fictitious story on a real hub and makes them anew; only the
digits of the clock differ.
"""
_WORDS: Final = {"day": "昼", "night": "夜", "sun": "屋外", "upright": "縦", "telephone": "電話", "en": "英語"}


def pictures(name: str) -> list[Path]:
    """Returns the pictures of a screen, day before night; those of a longer name are another's."""
    order = list(_WORDS)
    found = [path for path in PICTURES.glob(f"{name}-*.webp") if set(_variant(path, name)) <= set(order)]
    return sorted(found, key=lambda path: [order.index(each) for each in _variant(path, name)])


def _variant(path: Path, name: str) -> list[str]:
    return path.stem.removeprefix(f"{name}-").split("-")


def missing() -> list[str]:
    """Returns the screens of which there is no picture."""
    return [screen.name for screens in GROUPS.values() for screen in screens if not pictures(screen.name)]


def page() -> str:
    """Returns the page."""
    return "\n".join([_HEAD, *_parts()])


def _parts() -> Iterator[str]:
    for (ja, en), screens in GROUPS.items():
        yield f"## {ja} {en}\n"
        for screen in screens:
            yield f"### {screen.ja} {screen.en}\n\n**問い** {screen.asks} → **操作** {screen.does}\n"
            for path in pictures(screen.name):
                look = "・".join(_WORDS[each] for each in _variant(path, screen.name))
                yield f"![{screen.ja}({look})](../images/screens/{path.name})\n"
