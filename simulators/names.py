"""Invented names. No place, hospital, person or telephone number here exists."""

from typing import Final

PREFECTURE: Final = ("凪渚県", "Naginagisa Prefecture")

CITIES: Final = (
    ("凪渚", "Naginagisa"),
    ("碧帆", "Aoiho"),
    ("星汐", "Hoshijio"),
    ("月渚", "Tsukinagisa"),
    ("霧帆", "Kiriho"),
    ("虹汐", "Nijishio"),
    ("風灯", "Kazatomoshi"),
    ("珠凪", "Tamanagi"),
    ("白渚", "Shironagisa"),
    ("瑠璃汐", "Rurishio"),
    ("琥珀渚", "Kohakunagisa"),
    ("雲帆", "Kumoho"),
    ("翠凪", "Midorinagi"),
)

HOSPITAL_THEMES: Final = (
    ("かもめ", "Kamome"),
    ("こはる", "Koharu"),
    ("しずく", "Shizuku"),
    ("ほたるび", "Hotarubi"),
    ("なぎさ", "Nagisa"),
    ("あさつゆ", "Asatsuyu"),
    ("ゆうづき", "Yuzuki"),
    ("みなも", "Minamo"),
    ("はやぶさ", "Hayabusa"),
    ("すずらん", "Suzuran"),
    ("ひだまり", "Hidamari"),
    ("わたぐも", "Watagumo"),
)

HOSPITAL_KINDS: Final = {
    "tertiary": ("救命救急センター", "Emergency and Critical Care Centre"),
    "secondary": ("総合病院", "General Hospital"),
    "primary": ("救急クリニック", "Emergency Clinic"),
}

FAMILIES: Final = (
    ("凪原", "ナギハラ"),
    ("汐沢", "シオザワ"),
    ("星灘", "ホシナダ"),
    ("霧瀬", "キリセ"),
    ("月森", "ツキモリ"),
    ("虹谷", "ニジタニ"),
    ("帆波", "ホナミ"),
    ("珠城", "タマキ"),
    ("灯野", "アカリノ"),
    ("翠川", "ミドリカワ"),
    ("雲井田", "クモイダ"),
    ("琥珀野", "コハクノ"),
)

GIVEN: Final = {
    "male": (("潮太", "チョウタ"), ("凪斗", "ナギト"), ("帆高", "ホダカ"), ("灘夫", "ナダオ"), ("澪一", "レイイチ")),
    "female": (("汐音", "シオネ"), ("波留", "ハル"), ("渚沙", "ナギサ"), ("珠緒", "タマオ"), ("澪子", "ミオコ")),
}

STAFF: Final = ("医師 灯野", "医師 霧瀬", "看護師 帆波", "看護師 珠城", "救急科 星灘")

STREETS: Final = ("渚通り", "灯台坂", "帆柱町", "星見台", "かもめ橋", "汐留小路", "雲居ヶ丘", "貝殻浜")

PHONE: Final = "000-0000-{:04d}"
"""Numbers of an area code that is never given out."""
