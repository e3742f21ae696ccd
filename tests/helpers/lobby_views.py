"""Made-up views of lobby screens: every state of them, with one counter or many, in several languages."""

from collections.abc import Iterator
from dataclasses import replace

from kit.lobby.shown import NOBODY
from kit.lobby.view import CounterLine, Line, NowCalling, People, Place, Shut, Side, View, Words

WAYS = ("left", "right", "straight", "none")
COUNTER = {"en": "Counter {}", "ar": "شباك {}", "zh": "{}号窗口", "de": "Schalter {}"}
DIRECTION = {"en": "ltr", "ar": "rtl", "zh": "ltr", "de": "ltr"}
WORDS = {
    "en": {
        "site": "City Hall", "date": "Tue 24 Nov 2026", "greeting": "Good morning.",
        "hint": "We will call your number here.", "calling": "Now calling", "last": "Last calls",
        "counters": "Counters", "next": "Coming up", "waiting": "Waiting", "break": "Break", "closed": "Closed",
        "about": "about {}–{} min", "short": "{}–{} min", "all": "15 waiting", "paused": "Paused",
        "notice": "No connection.", "advice": "Please ask our staff.",
        "apology": "This is taking longer than we said. We are sorry. Passports, identity: about 25–40 min.",
        "message": "The lift is out of order. Counters 8 to 12 are reached by the ramp.",
        "ticker": "Free legal advice each Thursday from 14:00 on the second floor. Dog licences are now online at "
        "city.example/dogs. On 24 December we close at noon.",
        "slide": "Please have your papers and your number at hand.", "shut": "Closed",
        "opens": "We open on Wednesday at 08:00.", "text": "Renew your passport online at city.example at any time.",
        "name": "Maria", "also": "شباك 3",
    },
    "ar": {
        "site": "بلدية المدينة", "date": "الثلاثاء 24 نوفمبر 2026", "greeting": "صباح الخير.",
        "hint": "سننادي رقمك هنا.", "calling": "النداء الآن", "last": "آخر النداءات",
        "counters": "الشبابيك", "next": "التالي", "waiting": "في الانتظار", "break": "استراحة", "closed": "مغلق",
        "about": "نحو {}–{} دقيقة", "short": "{}–{} دقيقة", "all": "15 في الانتظار", "paused": "متوقف",
        "notice": "لا يوجد اتصال.", "advice": "يرجى سؤال موظفينا.",
        "apology": "يستغرق هذا وقتًا أطول مما قلنا. نأسف لذلك. الجوازات والهوية: نحو 25–40 دقيقة.",
        "message": "المصعد معطل. يمكن الوصول إلى الشبابيك من 8 إلى 12 عبر المنحدر.",
        "ticker": "استشارات قانونية مجانية كل يوم خميس من الساعة 14:00 في الطابق الثاني. "
        "تراخيص الكلاب متاحة الآن على الإنترنت. في 24 ديسمبر نغلق عند الظهر.",
        "slide": "يرجى تجهيز أوراقكم ورقمكم.", "shut": "مغلق",
        "opens": "نفتح يوم الأربعاء الساعة 08:00.", "text": "جددوا جواز سفركم عبر الإنترنت في أي وقت.",
        "name": "مريم", "also": "Counter 3",
    },
    "zh": {
        "site": "市政厅", "date": "2026年11月24日 星期二", "greeting": "早上好。",
        "hint": "我们会在这里叫您的号码。", "calling": "正在叫号", "last": "最近叫号",
        "counters": "窗口", "next": "即将叫号", "waiting": "等候", "break": "暂停", "closed": "关闭",
        "about": "约{}–{}分钟", "short": "{}–{}分钟", "all": "15人等候", "paused": "暂停",
        "notice": "没有连接。", "advice": "请询问我们的工作人员。",
        "apology": "等候时间比我们说的要长，非常抱歉。护照与身份证：约25–40分钟。",
        "message": "电梯暂停使用。请经坡道前往8至12号窗口。",
        "ticker": "每周四14:00起在二楼提供免费法律咨询。养犬登记现可在网上办理。12月24日我们中午关门，敬请谅解，"
        "祝您节日愉快，新年期间的开放时间将在网站上公布。",
        "slide": "请准备好您的证件和号码。", "shut": "已关闭",
        "opens": "周三 08:00 开门。", "text": "您随时可以在网上更新护照。",
        "name": "丽华", "also": "Counter 3",
    },
}  # fmt: skip
WORDS["de"] = {
    "site": "Bürgeramt Mitte-Nord", "date": "Di., 24. Nov. 2026", "greeting": "Guten Morgen.",
    "hint": "Wir rufen Ihre Nummer hier auf.", "calling": "Aufgerufen", "last": "Letzte Aufrufe",
    "counters": "Schalter", "next": "Demnächst", "waiting": "Es warten", "break": "Pause", "closed": "Geschlossen",
    "about": "etwa {}–{} Min.", "short": "{}–{} Min.", "all": "15 warten", "paused": "Unterbrochen",
    "notice": "Keine Verbindung.", "advice": "Bitte fragen Sie unser Personal.",
    "apology": "Es dauert länger, als wir gesagt haben. Das tut uns leid. Reisepässe und Personalausweise: "
    "etwa 25–40 Min.",
    "message": "Der Aufzug ist außer Betrieb. Die Schalter 8 bis 12 sind über die Rampe zu erreichen.",
    "ticker": "Kostenlose Rechtsberatung jeden Donnerstag ab 14:00 Uhr im zweiten Stock. Hundesteuermarken gibt es "
    "jetzt online. Am 24. Dezember schließen wir um 12:00 Uhr.",
    "slide": "Bitte halten Sie Ihre Unterlagen und Ihre Nummer bereit.", "shut": "Geschlossen",
    "opens": "Wir öffnen am Mittwoch um 08:00 Uhr.", "text": "Ihren Reisepass verlängern Sie jederzeit online.",
    "name": "Friederike", "also": "Counter 3",
}  # fmt: skip


def place(language: str, code: str) -> Place:
    """A counter's name in its parts, as kit.lobby.view makes them."""
    name = COUNTER[language].format(code)
    if name.endswith(code):
        return Place(name, name.removesuffix(code).strip(), code, code, code)
    return Place(name, "", name, code, code)  # as in Chinese, where the word comes after the code


def now_calling(language: str, number: str, counter: str, **more: object) -> NowCalling:
    """A call that is large."""
    told = {"way": WAYS[int(counter) % 4 - 1], "also": None} | more
    return NowCalling(WORDS[language]["calling"], number, place(language, counter), **told)


def counters(language: str, number: int) -> tuple[CounterLine, ...]:
    """So many counters: most serve somebody, every sixth is on a break, every fifth closed, every ninth free."""
    words = WORDS[language]
    made = []
    for n in range(1, number + 1):
        line = CounterLine(place(language, str(n)), WAYS[n % 4 - 1], number=f"{'ABC'[n % 3]}{30 + 7 * n:03}")
        if n % 5 == 0:
            line = replace(line, number="", state=words["closed"], closed=True)
        elif n % 6 == 0:
            line = replace(line, number="", state=words["break"])
        elif n % 9 == 0:
            line = replace(line, number="", state=NOBODY)
        made.append(line)
    return tuple(made)


def base(language: str = "en", number: int = 4, distance: float = 5.0) -> View:
    """Nobody is called just now; there were calls at `number` counters."""
    words = WORDS[language]
    calls = [
        ("B117", 1),
        ("A041", 5),
        ("C008", 2),
        ("A040", 3),
        ("A039", 12),
        ("B116", 1),
        ("A1000", 4),
        ("C007", 2),
    ]
    before = tuple(
        Line(code, place(language, str((at - 1) % number + 1)), pending=False) for code, at in calls
    )
    people = [("A", 4, 10, 15), ("B", 11, 30, 40)] + ([("C", 2, 5, 10)] if number > 1 else [])
    return View(
        language=language,
        direction=DIRECTION[language],
        site=words["site"],
        clock="10:42",
        date=words["date"],
        greeting=words["greeting"],
        hint=words["hint"],
        distance=distance,
        list_title=words["last"],
        lines=before,
        counters_title=words["counters"],
        counters=counters(language, number),
        next_title=words["next"],
        waiting_title=words["waiting"],
        waiting=tuple(
            People(code, n, words["about"].format(*span), words["short"].format(*span), _figures(words, span))
            for code, n, *span in people
        ),
        waiting_all=words["all"],
        paused_word=words["paused"],
    )


def _figures(words: dict[str, str], span: list[int]) -> tuple[str, str]:
    return "{}–{}".format(*span), words["short"].format(*span)


def states(language: str = "en", number: int = 4, distance: float = 5.0) -> Iterator[tuple[str, View]]:
    """A lobby screen's states by name."""
    words, idle = WORDS[language], base(language, number, distance)
    last = str(min(number, 12))
    one = now_calling(language, "A042", "1" if number == 1 else "3", way="left")
    two = now_calling(language, "B118", last, way="right")
    three = now_calling(language, "C009", "1", way="straight")
    calling = replace(idle, calls=(one,))
    fresh = replace(idle.lines[0], fresh=True)
    pending = replace(idle.lines[1], number="B119", pending=True)
    busy = replace(calling, lines=(pending, fresh, *idle.lines[2:]))
    coming = ("A043", "B119", "C010", "A044", "B120")
    yield "idle", idle
    yield "calling", calling
    yield "calling-2", replace(busy, calls=(one, two))
    yield "calling-3", replace(busy, calls=(one, two, three))
    others = [other for other in ("en", "ar") if other != language]
    also = Words(words["also"], "rtl" if "ش" in words["also"] else "ltr")
    yield "named", replace(calling, calls=(replace(one, name=words["name"], also=also),))
    yield "next", replace(busy, next_numbers=coming)
    sorry, *others_sorry = in_others([language, *others], "apology")
    yield "late", replace(busy, apology=(sorry,))
    yield "late-in-turn", replace(busy, apology=(sorry, *others_sorry))
    slide = Side(Words(words["slide"], idle.direction))
    message, ticker = ((Words(words[each], idle.direction, language),) for each in ("message", "ticker"))
    told = replace(busy, message=message, ticker=ticker)
    yield "told", told
    yield (
        "told-in-turn",
        replace(
            told,
            message=(*message, *in_others(others, "message")),
            ticker=(*ticker, *in_others(others, "ticker")),
        ),
    )
    yield (
        "everything",
        replace(told, calls=(one, two), apology=(sorry,), next_numbers=coming, side=slide),
    )
    yield "stale", replace(calling, notice=words["notice"], advice=words["advice"])
    yield "slide", replace(idle, side=slide, ticker=ticker)
    yield "picture", replace(idle, side=replace(slide, picture="picture"))
    yield "flash", replace(calling, flash=True)
    yield "morning", replace(idle, lines=())
    yield "closed", replace(idle, shut=(shut_in(language),))
    yield "closed-in-turn", replace(idle, shut=tuple(map(shut_in, (language, *others))))
    yield "closed-told", replace(idle, shut=(replace(shut_in(language), text=None),), message=message)
    yield "dim", replace(idle, dim=True)


def in_others(languages: list[str], kind: str) -> tuple[Words, ...]:
    """The same text in other languages."""
    return tuple(Words(WORDS[each][kind], DIRECTION[each], each) for each in languages)


def shut_in(language: str) -> Shut:
    """That it is closed, in a language."""
    words, way = WORDS[language], DIRECTION[language]
    return Shut(words["shut"], words["opens"], Words(words["text"], way, language), way, language)


def with_calls(view: View, calls: tuple[NowCalling, ...]) -> View:
    """The same with these calls in the card: no more than a screen has room for."""
    return replace(view, calls=calls)
