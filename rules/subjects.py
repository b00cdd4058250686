"""What a letter is about (主题): the subjects, and the guess from the words of title and text.

What a letter wants is its category (`rules/vocabulary.py`), and who answers it is routing. A guess changes nothing that
somebody is owed; officers correct it.
"""

from __future__ import annotations

from enum import StrEnum

from rules.routing import KnownWords
from rules.subject_words import SUBJECT_WORDS


class Subject(StrEnum):
    """What letters are about; the values are stored, counted and published."""

    HOUSING = "housing"
    PROPERTY = "property"
    TRANSPORT = "transport"
    CITY_SERVICES = "city_services"
    UTILITIES = "utilities"
    EDUCATION = "education"
    HEALTH = "health"
    INSURANCE = "insurance"
    EMPLOYMENT = "employment"
    AGRICULTURE = "agriculture"
    LAND = "land"
    ENVIRONMENT = "environment"
    PUBLIC_SECURITY = "public_security"
    CIVIL_AFFAIRS = "civil_affairs"
    MARKET = "market"
    GOVERNMENT_SERVICE = "government_service"
    CULTURE_TOURISM = "culture_tourism"
    WORK_SAFETY = "work_safety"
    CONDUCT = "conduct"
    LAW = "law"
    OTHER = "other"


SUBJECT_LABELS: dict[Subject, str] = {
    Subject.HOUSING: "城乡建设与住房",
    Subject.PROPERTY: "物业管理",
    Subject.TRANSPORT: "交通出行与邮政快递",
    Subject.CITY_SERVICES: "市政设施与城管",
    Subject.UTILITIES: "供水供电供气与通信",
    Subject.EDUCATION: "教育",
    Subject.HEALTH: "医疗卫生",
    Subject.INSURANCE: "医保社保",
    Subject.EMPLOYMENT: "就业与劳动报酬",
    Subject.AGRICULTURE: "农业农村",
    Subject.LAND: "土地与征收",
    Subject.ENVIRONMENT: "生态环境",
    Subject.PUBLIC_SECURITY: "公安与户籍",
    Subject.CIVIL_AFFAIRS: "民政救助",
    Subject.MARKET: "市场监管与消费",
    Subject.GOVERNMENT_SERVICE: "政务服务与财税",
    Subject.CULTURE_TOURISM: "文化旅游体育",
    Subject.WORK_SAFETY: "安全生产与应急",
    Subject.CONDUCT: "作风与廉政",
    Subject.LAW: "涉法涉诉与法律服务",
    Subject.OTHER: "其他",
}

KEYWORDS: dict[Subject, tuple[str, ...]] = {
    Subject(name): tuple(words.split()) for name, words in SUBJECT_WORDS.items()}
_SUBJECTS = {word: tuple(subject for subject, words in KEYWORDS.items() if word in words)
             for words in KEYWORDS.values() for word in words}

# A word in the title is worth this many in the text: the title is the writer's own summary.
_TITLE = 4.0
_TIMES = 2  # A word written ten times is anger, not ten times the evidence.
# A longer word is less likely to stand there by chance.
_WEIGHT = {2: 1.0, 3: 1.6, 4: 2.0}
_LONG = 2.2
# What a letter is about stands at its beginning; reading no further bounds the time of a submission.
_READ = 800
_FOUND = KnownWords(_SUBJECTS)
_WORTH = {word: _WEIGHT.get(len(word), _LONG) / len(subjects) for word, subjects in _SUBJECTS.items()}


def subject_of(title: str, text: str) -> Subject:
    """Return what the letter is most likely about, OTHER when no known word stands in it.

    The same letter always gives the same subject; of equal ones, the first in the order of the labels.
    """
    scores = dict.fromkeys(SUBJECT_LABELS, 0.0)
    for part, factor, most in ((title, _TITLE, 1), (text[:_READ], 1.0, _TIMES)):
        for word, count in _FOUND.found_in(part).items():
            for subject in _SUBJECTS[word]:
                scores[subject] += _WORTH[word] * factor * min(count, most)
    best = max(scores, key=lambda subject: scores[subject])
    return best if scores[best] else Subject.OTHER
