"""Examples of everything the kiosk can show: for the checks of every screen, and for the contact sheets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kiosk import state as s
from kit import wire
from kit.language import catalog

NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
SECONDS = 7.0  # into each screen
URL = "https://q.example/t/Zk3nY0cVb1uTq8mWx5rLsA"
LANGUAGES = ["en", "es", "fr", "de", "uk", "ar", "zh"]
# The one whose sentences are the longest, and the one whose words are.
LONGEST = max(LANGUAGES[1:], key=lambda code: sum(map(len, catalog(code).sentences.values())))
LONG_WORDS = "de"
NAMES: list[tuple[str, str, tuple[str, ...], tuple[int, int] | None, int]] = [
    ("A", "circle-question-mark", ("General enquiries", "Consultas generales", "Renseignements généraux",
     "Allgemeine Auskunft", "Загальні питання", "استفسارات عامة", "综合咨询"), (10, 15), 4),
    ("B", "id-card", ("Passports, identity", "Pasaportes e identidad", "Passeports, identité",
     "Pässe und Personalausweise", "Паспорти, посвідчення", "الجوازات والهوية", "护照、身份证"), (30, 40), 11),
    ("C", "house", ("Residence registration", "Empadronamiento", "Déclaration de domicile",
     "Anmeldung einer Wohnung", "Реєстрація місця проживання", "تسجيل الإقامة", "居住登记"), None, 0),
    ("D", "banknote", ("Cash desk", "Caja", "Caisse", "Kasse", "Каса", "الصندوق", "收银处"), None, 2),
    ("E", "car", ("Vehicle registration", "Matriculación de vehículos", "Immatriculation des véhicules",
     "Kraftfahrzeugzulassung", "Реєстрація транспортних засобів", "تسجيل المركبات", "车辆登记"), (95, 125), 12),
    ("F", "heart", ("Births, deaths, marriages", "Registro civil", "État civil",
     "Geburten, Sterbefälle, Eheschließungen", "Народження, шлюби", "الأحوال المدنية", "户籍登记"), (60, 90), 15),
    ("G", "", ("Lost property", "Objetos perdidos", "Objets trouvés", "Fundbüro", "Бюро знахідок", "المفقودات",
     "失物招领"), (0, 5), 1),
]  # fmt: skip
DOCUMENTS = dict(
    zip(LANGUAGES, ("Documents", "Documentos", "Documents", "Ausweise und Urkunden", "Документи", "الوثائق", "证件"),
        strict=True)
)  # fmt: skip
BRING = {
    "en": "Bring your passport, a photo that is not older than six months, and the fee of 60 euros.",
    "de": "Bringen Sie bitte Ihren Reisepass, ein höchstens sechs Monate altes Lichtbild und die Gebühr von 60 Euro "
    "mit.",
    "ar": "أحضر جواز سفرك وصورة لا يزيد عمرها عن ستة أشهر ورسم 60 يورو.",
    "zh": "请携带护照、六个月内的照片和60欧元费用。",
}  # fmt: skip
NOTICE = {
    "en": "We use your name and the last digits of your phone to find your appointment, and delete them tonight.",
    "de": "Wir verwenden Ihren Namen und die letzten Ziffern Ihrer Telefonnummer, um Ihren Termin zu finden, und "
    "löschen sie heute Nacht.",
    "ar": "نستخدم اسمك وآخر أرقام هاتفك للعثور على موعدك، ونحذفها الليلة.",
    "zh": "我们用您的姓名和电话末几位查找预约，当晚删除。",
}
ASK = {"en": "Do you need an interpreter?", "de": "Benötigen Sie eine Dolmetscherin oder einen Dolmetscher?",
       "ar": "هل تحتاج إلى مترجم؟", "zh": "您需要翻译吗？"}  # fmt: skip
ANSWERS = [
    {"en": "Yes", "de": "Ja", "ar": "نعم", "zh": "是"},
    {"en": "No", "de": "Nein", "ar": "لا", "zh": "否"},
]
ABOUT_WHAT = {"en": "What is it about?", "de": "Worum geht es?", "ar": "ما موضوع زيارتك؟", "zh": "关于什么？"}
SUBJECTS = [
    {"en": "A first passport for a child", "de": "Der erste Pass für ein Kind", "ar": "أول جواز سفر لطفل",
     "zh": "儿童首次护照"},
    {"en": "A new passport", "de": "Ein neuer Reisepass", "ar": "جواز سفر جديد", "zh": "新护照"},
    {"en": "An identity card", "de": "Ein Ausweis", "ar": "بطاقة هوية", "zh": "身份证"},
    {"en": "Something was lost or stolen", "de": "Verlust oder Diebstahl", "ar": "فقدان أو سرقة", "zh": "遗失或被盗"},
    {"en": "To fetch what is ready", "de": "Abholung", "ar": "استلام وثيقة جاهزة", "zh": "领取"},
    {"en": "Something else", "de": "Etwas anderes", "ar": "شيء آخر", "zh": "其他"},
]  # fmt: skip
COMMON = [
    ({"en": "What does a passport cost?", "de": "Was kostet ein Reisepass?", "ar": "كم تكلفة جواز السفر؟",
      "zh": "护照多少钱？"},
     {"en": "60 euros, and 37.50 euros below the age of 24.", "de": "60 Euro, unter 24 Jahren 37,50 Euro.",
      "ar": "60 يورو، و37.50 يورو لمن هم دون 24 عامًا.", "zh": "60欧元，24岁以下37.50欧元。"}),
    ({"en": "How long does it take?", "de": "Wie lange dauert die Ausstellung?", "ar": "كم يستغرق ذلك؟",
      "zh": "需要多长时间？"},
     {"en": "About four weeks. In a hurry, ask at the counter for the express one: three working days, for a fee. We "
      "write to you when it is ready, and you can send somebody else with a signed letter.",
      "de": "Ungefähr vier Wochen. Wenn es eilt, fragen Sie am Schalter nach dem Expressverfahren: drei Werktage gegen "
      "eine Gebühr. Wir schreiben Ihnen, sobald der Reisepass abgeholt werden kann.",
      "ar": "نحو أربعة أسابيع. إذا كنت مستعجلاً فاسأل عند الشباك عن الجواز العاجل: ثلاثة أيام عمل مقابل رسم إضافي.",
      "zh": "大约四周。如需加急，请在窗口办理：三个工作日，需付费。"}),
    ({"en": "Can I pay by card?", "de": "Kann ich mit Karte bezahlen?", "ar": "هل يمكنني الدفع بالبطاقة؟",
      "zh": "可以刷卡吗？"},
     {"en": "Yes.", "de": "Ja.", "ar": "نعم.", "zh": "可以。"}),
]  # fmt: skip


@dataclass(frozen=True)
class Example:
    """What is shown: a screen, over these services, and what else is the case. `services` changes them."""

    screen: s.Screen
    count: int = 4
    fields: tuple[tuple[str, Any], ...] = ()
    services: tuple[tuple[str, Any], ...] = ()
    grouped: bool = False

    def state(
        self, language: str, eased: s.Eased | None = None, theme: wire.ThemeInfo | None = None
    ) -> s.State:
        """The whole state, for a customer who reads this language."""
        told = services(self.count, grouped=self.grouped, theme=theme, **dict(self.services))
        fields: dict[str, Any] = dict(self.fields)
        return s.State(self.screen, told, chosen=language, eased=eased or s.Eased(), **fields)


def services(
    count: int = 4,
    *,
    grouped: bool = False,
    theme: wire.ThemeInfo | None = None,
    appointments: bool = True,
    every: dict[str, Any] | None = None,
    some: dict[str, dict[str, Any]] | None = None,
) -> wire.Services:
    """Made-up services: `every` changes all of them, `some` those of a code."""
    told = []
    for code, icon, names, wait, ahead in NAMES[:count]:
        fields: dict[str, Any] = {
            "open": True,
            "served": True,
            "waiting": ahead,
            "ahead": ahead,
            "icon": icon,
        }
        fields["name"] = dict(zip(LANGUAGES, names, strict=True))
        fields["wait"] = wire.Wait(low_s=wait[0] * 60, high_s=wait[1] * 60) if wait else None
        if grouped and code in "BCF":
            fields |= {"group": "Documents", "group_name": DOCUMENTS}
        if code == "B":
            fields["bring"] = BRING
            fields["questions"] = [
                {"ask": ASK, "answers": ANSWERS},
                {"ask": ABOUT_WHAT, "answers": SUBJECTS},
            ]
            fields["faq"] = [{"q": q, "a": a} for q, a in COMMON]
        told.append(wire.ServiceStatus(code=code, **(fields | (every or {}) | (some or {}).get(code, {}))))
    site = wire.SiteInfo(
        code="main",
        name="City Hall",
        languages=LANGUAGES,
        timezone="UTC",
        public_url="https://q.example",
        privacy_notice=NOTICE,
        theme=theme or wire.ThemeInfo(),
    )
    return wire.Services(event_id=1, now=NOW, site=site, services=told, appointments=appointments)


def ticket(number: str = "A042", **changes: Any) -> wire.Ticket:
    """A made-up ticket."""
    wait = wire.Wait(low_s=600, high_s=900)
    fields: dict[str, Any] = {"id": "1", "state": "waiting", "ahead": 4, "wait": wait, "url": URL}
    fields |= {"number": number, "service": number[0], "language": "en", "created_at": NOW}
    return wire.Ticket(**(fields | changes))


WISH = s.Pending("k" * 32, "A", "en")
PASSPORT = replace(WISH, service="B")
GIVEN = s.Given(ticket())
MARIA = s.Given(ticket(), greeting="Maria", due_at=NOW + timedelta(minutes=8))
CLOSED = {"open": False, "reason": "closed", "opens_at": NOW + timedelta(hours=1, minutes=18)}
PAUSED = {"open": False, "reason": "paused"}
UNTIL = 20.0


def _services(**changes: Any) -> tuple[tuple[str, Any], ...]:
    return tuple(changes.items())


def _not(reason: str, **changes: Any) -> Example:
    return Example(s.NotCheckedIn(reason, 30.0, **changes))


EXAMPLES: dict[str, Example] = {
    "start": Example(s.Start(), services=_services(some={"D": CLOSED})),
    "start-many": Example(s.Start(), 7),
    "start-last-page": Example(s.Start(99), 7),
    "start-without-appointments": Example(s.Start(), services=_services(appointments=False)),
    "start-groups": Example(s.Start(), 7, grouped=True),
    "start-unserved": Example(s.Start(), services=_services(every={"served": False})),
    "start-paused": Example(
        s.Start(), services=_services(some={"A": PAUSED, "B": PAUSED | {"opens_at": NOW}})
    ),
    "start-offline": Example(s.Start(), fields=(("failures", 3), ("bands", frozenset("ABC")))),
    "start-no-paper": Example(s.Start(), fields=(("printer", "paper_out"),)),
    "start-offline-no-paper": Example(
        s.Start(), 6, fields=(("failures", 3), ("bands", frozenset("ABC")), ("printer", "cover_open"))
    ),
    "group": Example(s.Group("Documents"), 7, grouped=True),
    "languages": Example(s.Languages()),
    "taking": Example(s.Taking(WISH, SECONDS, s.Start())),
    "slow": Example(s.Taking(WISH, 0.0, s.Start())),
    "about": Example(s.About(PASSPORT, s.Start())),
    "about-answer": Example(s.About(PASSPORT, s.Start(), answer=0)),
    "about-further": Example(s.About(PASSPORT, s.Start(), page=1)),
    "about-long-answer": Example(s.About(PASSPORT, s.Start(), answer=1)),
    "questions": Example(s.Questions(PASSPORT, s.Start())),
    "questions-many": Example(s.Questions(replace(PASSPORT, answers=(0,)), s.Start())),
    "questions-further": Example(s.Questions(replace(PASSPORT, answers=(None,)), s.Start(), page=1)),
    "asking": Example(s.Asking(WISH, s.Start())),
    "code": Example(s.CheckInCode()),
    "code-typed": Example(s.CheckInCode("K7")),
    "code-further": Example(s.CheckInCode("7KQ4M2XA", page=1)),
    "privacy": Example(s.Privacy()),
    "privacy-further": Example(s.Privacy(page=1)),
    "name": Example(s.CheckInName()),
    "name-typed": Example(s.CheckInName("GARC")),
    "name-further": Example(s.CheckInName("María del Carmen García-Fernández de la Vega", page=2)),
    "phone-typed": Example(s.CheckInPhone("GARCIA", "4711")),
    "phone": Example(s.CheckInPhone("GARCIA", "12")),
    "not-found": _not("not_found", came=s.CheckInName("GARC", phone="4711")),
    "too-early": _not("too_early", opens_at=NOW + timedelta(hours=1), due_at=NOW + timedelta(minutes=90)),
    "other-day": _not(
        "other_day", opens_at=NOW + timedelta(days=2), due_at=NOW + timedelta(days=2, minutes=30)
    ),
    "too-many": _not("too_many"),
    "ambiguous": _not("ambiguous"),
    "not-found-code": _not("not_found", came=s.CheckInCode("K7QX42MA")),
    "check-in-away": Example(
        s.NotCheckedIn("away", 30.0), fields=(("failures", 3), ("bands", frozenset("ABC")))
    ),
    "check-in-back": _not("back"),
    "unread": _not("unread"),
    "arrived": _not("arrived", number="B017"),
    "cancelled": _not("cancelled"),
    "closed-for-it": _not("closed"),
    "not-checked-in": _not("other"),
    "printing": Example(s.Printing(s.Given(ticket(wait=None)), 0.0)),
    "printing-greeted": Example(s.Printing(MARIA, 0.0)),
    "done": Example(s.Done(GIVEN, UNTIL)),
    "done-greeted": Example(s.Done(MARIA, UNTIL)),
    "done-unserved": Example(
        s.Done(s.Given(ticket(ahead=0, wait=None)), UNTIL), services=_services(every={"served": False})
    ),
    "done-late": Example(s.Done(replace(MARIA, late=True), UNTIL)),
    "done-offline": Example(s.Done(s.Given(ticket("A942", ahead=0, wait=None), offline=True), UNTIL)),
    "done-long": Example(
        s.Done(s.Given(ticket("F1000", ahead=112, wait=wire.Wait(low_s=5700, high_s=7500))), UNTIL), 7
    ),
    "done-without-url": Example(s.Done(s.Given(ticket(url=None)), UNTIL)),
    "no-paper": Example(s.NoPaper(GIVEN, "paper_out", False, 60.0)),
    "doubtful-paper": Example(s.NoPaper(GIVEN, "", True, 60.0)),
    "paper-is-back": Example(s.NoPaper(GIVEN, "paper_out", False, 60.0, can_print=True)),
    "full": Example(s.Refused("C", "full", UNTIL)),
    "closed": Example(s.Refused("D", "closed", UNTIL), services=_services(some={"D": CLOSED})),
    "paused": Example(s.Refused("A", "paused", UNTIL), services=_services(some={"A": PAUSED})),
    "paused-at-length": Example(
        s.Refused("A", "paused", UNTIL),
        services=_services(
            some={"A": PAUSED | {"text": {"en": "w" * 9 + " " + "The system is down. " * 9 + "Sorry."}}}
        ),
    ),
    "gone": Example(s.Refused("X", "other", UNTIL)),
    "band-used-up": Example(s.Refused("A", "band", UNTIL)),
    "sorry": Example(s.Sorry(WISH, 30.0)),
    "away": Example(s.Away()),
    "first": Example(s.Away(first=True)),
    "more-time": Example(s.Start(), fields=(("warned_at", 0.0),)),
    "more-time-code": Example(s.CheckInCode("K7"), fields=(("warned_at", 0.0),)),
    "pin": Example(s.Pin("12")),
    "pin-wrong": Example(s.Pin(wrong=1)),
    "pin-shut": Example(s.Pin(shut_until=60.0)),
    "chores": Example(s.Chores()),
    "chores-busy": Example(s.Chores(busy="test_print")),
    "chores-said": Example(s.Chores(said="The test ticket was printed.")),
}

EASES: dict[str, s.Eased] = {
    "plain": s.Eased(),
    "larger": s.Eased(larger=True),
    "contrast": s.Eased(contrast=True),
    "low": s.Eased(low=True),
    "speech": s.Eased(speech=True),
    "low-speech": s.Eased(low=True, speech=True),
    "larger-low": s.Eased(larger=True, low=True),
    "all": s.Eased(larger=True, contrast=True, low=True, speech=True),
}
THEMES: dict[str, wire.ThemeInfo] = {
    "day": wire.ThemeInfo(),
    "night": wire.ThemeInfo(name="night"),
    "warm": wire.ThemeInfo(name="warm"),
    "violet": wire.ThemeInfo(name="day", colour="#7A1FA2"),
}
