"""Example states of the kiosk's forms, with services that have something to say and to ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk import state as s
from kit import wire

NOON = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
LANGUAGES = ["en", "es", "ar", "de", "fr", "uk", "zh"]

_NAME = {
    "en": "Passports, identity",
    "es": "Pasaportes e identidad",
    "ar": "الجوازات والهوية",
    "de": "Pass- und Ausweisstelle",
}
_BRING = {
    "en": "Your old passport or identity card, one photo that is not older than six months, and 60 euros.",
    "es": "Su pasaporte o documento anterior, una foto de hace menos de seis meses y 60 euros.",
    "ar": "جواز سفرك القديم أو بطاقة الهوية، وصورة لا يزيد عمرها عن ستة أشهر، و60 يورو.",
    "de": "Ihren alten Reisepass oder Personalausweis, ein biometrisches Foto (höchstens sechs Monate alt), 60 Euro.",
}
_FAQ: list[tuple[wire.Texts, wire.Texts]] = [
    (
        {
            "en": "How long does a new passport take?",
            "es": "¿Cuánto tarda un pasaporte nuevo?",
            "ar": "كم يستغرق جواز السفر الجديد؟",
            "de": "Wie lange dauert es, bis mein Reisepass fertig ist?",
        },
        {
            "en": "About three weeks. In a hurry, ask at the counter for the express one: three working days, for a "
            "fee. We write to you when it is ready, and you can send somebody else with a signed letter.",
            "es": "Unas tres semanas. Si tiene prisa, pida en la ventanilla el urgente: tres días laborables, con un "
            "recargo. Le escribimos cuando esté listo.",
            "ar": "حوالي ثلاثة أسابيع. إذا كنت مستعجلاً فاسأل عند الشباك عن الجواز العاجل: ثلاثة أيام عمل مقابل رسم.",
            "de": "Etwa drei Wochen. Wenn es eilt, fragen Sie am Schalter nach dem Express-Reisepass: drei Werktage.",
        },
    ),
    (
        {
            "en": "Can I pay by card?",
            "es": "¿Puedo pagar con tarjeta?",
            "ar": "هل يمكنني الدفع بالبطاقة؟",
            "de": "Kann ich mit Karte zahlen?",
        },
        {"en": "Yes.", "es": "Sí.", "ar": "نعم.", "de": "Ja."},
    ),
    (
        {
            "en": "Where do I get a photo?",
            "es": "¿Dónde puedo hacerme una foto?",
            "ar": "أين يمكنني التقاط صورة؟",
            "de": "Wo gibt es Passfotos?",
        },
        {
            "en": "In the entrance hall, on your left.",
            "es": "En el vestíbulo.",
            "ar": "في بهو المدخل.",
            "de": "Im Eingang links.",
        },
    ),
]
_YES_NO: list[wire.Texts] = [
    {"en": "Yes", "es": "Sí", "ar": "نعم", "de": "Ja"},
    {"en": "No", "es": "No", "ar": "لا", "de": "Nein"},
]
_QUESTIONS: list[tuple[wire.Texts, list[wire.Texts]]] = [
    (
        {
            "en": "Do you need an interpreter?",
            "es": "¿Necesita un intérprete?",
            "ar": "هل تحتاج إلى مترجم؟",
            "de": "Brauchen Sie eine Dolmetscherin oder einen Dolmetscher?",
        },
        _YES_NO,
    ),
    (
        {
            "en": "What is it about?",
            "es": "¿De qué se trata?",
            "ar": "ما موضوع زيارتك؟",
            "de": "Worum geht es?",
        },
        [
            {
                "en": "A first passport for a child",
                "es": "El primer pasaporte de un menor",
                "ar": "أول جواز سفر لطفل",
                "de": "Der erste Pass für ein Kind",
            },
            {
                "en": "A new passport",
                "es": "Un pasaporte nuevo",
                "ar": "جواز سفر جديد",
                "de": "Ein neuer Pass",
            },
            {
                "en": "An identity card",
                "es": "El documento de identidad",
                "ar": "بطاقة هوية",
                "de": "Ein Personalausweis",
            },
            {
                "en": "Something was lost or stolen",
                "es": "Pérdida o robo",
                "ar": "فقدان أو سرقة",
                "de": "Verlust oder Diebstahl",
            },
            {
                "en": "To fetch what is ready",
                "es": "Recoger un documento",
                "ar": "استلام وثيقة جاهزة",
                "de": "Abholung",
            },
            {"en": "Something else", "es": "Otra cosa", "ar": "شيء آخر", "de": "Etwas anderes"},
        ],
    ),
]
_NOTICE = {
    "en": "We use your name and the last four digits of your phone to find your appointment, and to greet you.\n"
    "They are not shown on the big screen and not printed. They are erased at the end of the day.\n"
    "If you would rather not give them, take a ticket without your appointment, or ask at the desk.",
    "es": "Usamos su nombre y las cuatro últimas cifras de su teléfono para encontrar su cita y saludarle.\n"
    "No se muestran en la pantalla grande ni se imprimen. Se borran al final del día.\n"
    "Si prefiere no darlos, saque un número sin cita o pregunte en el mostrador.",
    "ar": "نستخدم اسمك وآخر أربعة أرقام من هاتفك للعثور على موعدك ولتحيتك.\n"
    "لا تظهر على الشاشة الكبيرة ولا تُطبع، وتُمحى في نهاية اليوم.\n"
    "إن كنت تفضل عدم ذكرها فخذ رقماً بدون موعد أو اسأل عند المكتب.",
    "de": "Mit Ihrem Namen und den letzten vier Ziffern Ihrer Telefonnummer finden wir Ihren Termin.\n"
    "Beides wird weder angezeigt noch gedruckt und am Ende des Tages gelöscht.",
}

WISH = s.Pending("k" * 32, "A", "en")
CAME = s.Start()
REASONS = (
    "not_found", "ambiguous", "too_early", "other_day", "arrived", "cancelled", "closed", "full", "too_many", "other",
)  # fmt: skip
_OPENS = {"too_early": NOON + timedelta(hours=2), "other_day": NOON + timedelta(days=3)}


def form_services(theme: str = "day") -> wire.Services:
    """One service that tells what to bring, answers questions and asks some, and a site with a privacy notice."""
    service = wire.ServiceStatus(
        code="A",
        name=_NAME,
        open=True,
        served=True,
        waiting=4,
        ahead=4,
        questions=[wire.AskedQuestion(ask=ask, answers=answers) for ask, answers in _QUESTIONS],
        faq=[wire.CommonQuestion(q=question, a=answer) for question, answer in _FAQ],
        bring=_BRING,
    )
    site = wire.SiteInfo(
        code="main",
        name="City Hall",
        languages=LANGUAGES,
        timezone="Europe/Madrid",
        privacy_notice=_NOTICE,
        theme=wire.ThemeInfo.model_validate({"name": theme}),
    )
    return wire.Services(event_id=1, now=NOON, site=site, services=[service], appointments=True)


FORMS: dict[str, s.Screen] = {
    "about": s.About(WISH, CAME),
    "about, further": s.About(WISH, CAME, page=1),
    "about, answer": s.About(WISH, CAME, answer=0),
    "question 1": s.Questions(WISH, CAME),
    "question 2": s.Questions(replace(WISH, answers=(0,)), CAME),
    "question 2, further": s.Questions(replace(WISH, answers=(None,)), CAME, page=1),
    "sooner": s.Asking(WISH, CAME),
    "code, empty": s.CheckInCode(),
    "code": s.CheckInCode("7KQ4M2XA", page=1),
    "privacy": s.Privacy(),
    "privacy, further": s.Privacy(page=1),
    "name, empty": s.CheckInName(),
    "name": s.CheckInName("María García", page=1),
    "name, long": s.CheckInName("María del Carmen García-Fernández de la Vega y Montenegro", page=2),
    "phone, empty": s.CheckInPhone("María"),
    "phone": s.CheckInPhone("María", "4711"),
    **{
        f"not checked in, {reason}": s.NotCheckedIn(reason, 60.0, opens_at=_OPENS.get(reason), tries=2)
        for reason in REASONS
    },
    "pin": s.Pin("123"),
    "pin, wrong": s.Pin("", wrong=1),
    "pin, shut": s.Pin("", wrong=5, shut_until=600.0),
    "chores": s.Chores(said="The test ticket was printed."),
    "chores, busy": s.Chores(busy="test_print"),
}
