"""The record of a hospital's status as data: 85 columns, their labels, what may stand in them (layout `2016-12`).

Source: the export of EMIS to H-CRISIS of the National Institute of Public Health, as its public files showed it in
2016 and 2017. EMIS was rebuilt in 2025; another layout is another table.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

LAYOUT: Final = "2016-12"
NOT_SET: Final = "設定しない"
"""The literal of a section that was not entered."""
NO_TIME: Final = "--：--"
UNKNOWN: Final = "999"


class Shape(StrEnum):
    """How a cell is written."""

    TEXT = "text"
    CODE = "code"
    COUNT = "count"
    DEGREES = "degrees"
    MOMENT = "moment"
    """``YYYY/M/D H:MM``, Japanese time."""
    TIME_OF_DAY = "time-of-day"
    """``HH:MM``."""


_NO_CODES: Final[Mapping[str, str]] = MappingProxyType({})


class Column(NamedTuple):
    """One column.

    Attributes:
        name: In the head of the file.
        label: What EMIS calls it.
        shape: How it is written.
        codes: What each code means, where it is coded.
        sentinel: What stands there when nobody knows.
    """

    name: str
    label: str
    shape: Shape = Shape.TEXT
    codes: Mapping[str, str] = _NO_CODES
    sentinel: str | None = None


def _text(name: str, label: str) -> Column:
    return Column(name, label)


def _code(name: str, label: str, /, **codes: str) -> Column:
    return Column(name, label, Shape.CODE, {code.lstrip("c"): meaning for code, meaning in codes.items()})


def _word(name: str, label: str, *words: str) -> Column:
    return Column(name, label, Shape.CODE, dict(zip(words, words, strict=True)))


def _yes(name: str, label: str) -> Column:
    return _code(name, label, c0="無", c1="有")


def _lacking(name: str, label: str) -> Column:
    return _code(name, label, c0="充足", c1="不足")


def _count(name: str, label: str) -> Column:
    return Column(name, label, Shape.COUNT, sentinel=UNKNOWN)


def _moment(name: str, label: str) -> Column:
    return Column(name, label, Shape.MOMENT, sentinel=NO_TIME)


def _time(name: str, label: str) -> Column:
    return Column(name, label, Shape.TIME_OF_DAY, sentinel=NO_TIME)


_CARE: Final = ("重症", "中等症", "人工呼吸", "酸素", "担送", "護送")

COLUMNS: Final[tuple[Column, ...]] = (
    _text("hcode", "医療機関コード(都道府県コード付き)"),
    _text("ecode", "医療機関コード"),
    _text("name1", "医療機関名"),
    _text("name2", "医療機関名2"),
    _text("pref_code", "都道府県コード"),
    _text("marea_code", "二次医療圏コード"),
    _text("city_code", "市区町村コード"),
    _text("pref_name", "都道府県"),
    _text("marea_name", "二次医療圏"),
    _text("city_name", "市区町村"),
    _text("post_code", "郵便番号"),
    _text("address", "所在地"),
    Column("lat", "緯度", Shape.DEGREES),
    Column("lon", "経度", Shape.DEGREES),
    _yes("saigai", "災害拠点病院"),
    _yes("kyukyu", "救命救急センター"),
    _yes("hibaku", "被ばく医療機関"),
    _yes("dmat", "DMAT配置"),
    _word("assist", "支援要否", "未", "要", "不要", "-"),
    _word("mds", "医療派遣ステータス", "未入力", "要手配", "手配済", "支援中", "-"),
    _count("team", "チーム数"),
    _moment("rd", "更新日時"),
    _count("atd", "医師出勤状況"),
    # 緊急時入力
    _yes("e001", "入院病棟の倒壊・倒壊の恐れ"),
    _yes("e002", "電気使用不可"),
    _yes("e003", "水使用不可"),
    _lacking("e004", "医療ガス"),
    _lacking("e005", "医薬品・衛生資器材"),
    _yes("e006", "多数患者の受診"),
    _lacking("e007", "職員"),
    _text("e008", "その他支援が必要な状況"),
    _moment("e009", "緊急時入力 情報取得日時"),
    _text("e010", "緊急連絡先 電話"),
    _text("e011", "緊急連絡先 メール"),
    _moment("e012", "緊急時入力 更新日時"),
    # 詳細入力
    _yes("d_f001", "入院病棟の倒壊"),
    _yes("d_f002", "救急外来の倒壊"),
    _yes("d_f003", "一般外来の倒壊"),
    _yes("d_f004", "手術室の倒壊"),
    _text("d_f005", "倒壊 その他"),
    _code("d_l001", "電気", c1="停電中", c2="発電機使用中", c3="正常"),
    _code("d_l002", "水", c1="枯渇", c2="貯水・給水対応中", c3="井戸使用中", c4="正常"),
    _code("d_l003", "医療ガス", c1="枯渇", c2="供給の見込み無し", c3="供給の見込み有り"),
    _yes("d_l004", "医療ガス配管の損傷"),
    _code("d_l005", "食糧", c1="枯渇", c2="備蓄で対応中", c3="通常の供給"),
    _code("d_l006", "医薬品", c1="枯渇", c2="備蓄で対応中", c3="通常の供給"),
    _text("d_l007", "不足の詳細"),
    _code("d_c001", "手術", c0="可", c1="不可"),
    _code("d_c002", "人工透析", c0="可", c1="不可"),
    Column("d_p001", "実働病床数", Shape.COUNT),  # 999 beds may be true
    _count("d_p002", "受入患者数 重症"),
    _count("d_p003", "受入患者数 中等症"),
    _count("d_p004", "在院患者数 重症"),
    _count("d_p005", "在院患者数 中等症"),
    *(_count(f"d_k{number:03}", f"今後、転送が必要な患者数 {care}") for number, care in enumerate(_CARE, 1)),
    _count("d_k007", "災害時診療能力"),
    *(_count(f"d_k{number:03}", f"今後、受け入れ可能な患者数 {care}") for number, care in enumerate(_CARE, 8)),
    _code("d_g001", "外来受付状況", c01="受付不可", c02="急患のみ", c03="下記の通り受付"),
    _time("d_g002", "外来受付時間帯1 開始"),
    _time("d_g003", "外来受付時間帯1 終了"),
    _time("d_g004", "外来受付時間帯2 開始"),
    _time("d_g005", "外来受付時間帯2 終了"),
    _time("d_g006", "外来受付時間帯3 開始"),
    _time("d_g007", "外来受付時間帯3 終了"),
    _count("d_s001", "出勤 医師"),
    _count("d_s002", "出勤 医師 内DMAT"),
    _count("d_s003", "出勤 看護師"),
    _count("d_s004", "出勤 看護師 内DMAT"),
    _count("d_s005", "出勤 その他"),
    _count("d_s006", "出勤 その他 内DMAT"),
    _text("d_o", "その他"),
    _moment("d_i", "詳細入力 情報取得日時"),
    _moment("d_date", "詳細入力 更新日時"),
    _yes("aid", "救護所の有無"),
    _text("head", "所属本部"),
)

NAMES: Final = tuple(column.name for column in COLUMNS)
BY_NAME: Final = {column.name: column for column in COLUMNS}
URGENT: Final = tuple(name for name in NAMES if name.startswith("e0"))
"""緊急時入力."""
DETAILED: Final = tuple(name for name in NAMES if name.startswith("d_"))
"""詳細入力."""
