"""The policy as values: what a policy file says, word for word, once it is read.

Every structure mirrors a table of the policy file; ``docs/policy.md`` explains them to authors.
Ids (of facts, values, windows, rules, outcomes) are stable; texts are not.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "es")
"""The languages of the program, and those that a policy's own file can be written in."""

FactKind = Literal["choice", "yes-no", "number", "date", "moment", "text", "address", "links"]
NOW = "now"
"""What a window counts from when it begins at the present."""
OUTCOME = "outcome"
"""The name under which a notice's or a step's condition tests the outcome."""

UNKNOWN = "unknown"
"""The value of a number, a date or a text of which a blank is an answer."""
GIVEN, MALFORMED = "given", "malformed"
"""What a text is else: nothing more of it decides."""

Value = str | bool
"""A value of a finite fact: a choice's id, or yes/no."""
Written = str | bool | int
"""A value as a condition names it: an id, yes/no, a whole number."""
WrittenValue = str | bool | int | float
"""A value that a policy computes with; a number is as exact as it is written."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all tables of a policy file share: frozen, and no unknown keys."""


class Text(Table, frozen=True, kw_only=True, omit_defaults=True):
    """Words for people, in every language.

    ``{window_id}`` stands for that window's length in words ("30 minutes"). ``more`` are the
    words in further languages, by code; they stand in files of their own, never in the policy's.
    """

    en: str = ""
    es: str = ""
    more: dict[str, str] | None = None

    def words(self, language: str) -> str:
        """The words in a language, or else in one that the text has."""
        if language == "es":
            return self.es or self.en
        further = None if self.more is None else self.more.get(language)
        return further or self.en or self.es

    def in_every_language(self) -> Iterator[str]:
        """The words in each language that the text has."""
        yield from filter(None, (self.en, self.es, *(self.more or {}).values()))


class Check(Table, frozen=True, kw_only=True):
    """A test that is no list of values.

    ``excludes`` (``not`` in the file) holds where the fact is none of these values. The bounds hold
    of numbers and, ``begins`` (``from``) to ``before``, of days; all that are given must hold.
    ``any``, ``all`` and ``none`` are of a choice of several values.
    """

    excludes: Written | tuple[Written, ...] | None = msgspec.field(name="not", default=None)
    at_least: Decimal | None = None
    above: Decimal | None = None
    at_most: Decimal | None = None
    below: Decimal | None = None
    begins: date | None = msgspec.field(name="from", default=None)
    after: date | None = None
    until: date | None = None
    before: date | None = None
    any: tuple[str, ...] | None = None
    all: tuple[str, ...] | None = None
    none: tuple[str, ...] | None = None


Test = Written | tuple[Written, ...] | Check
"""What a fact, a window's state or the outcome must be: a value, one of several, or a check."""

When = dict[str, Test]
"""Tests that must all hold, by fact, window or computed id (``outcome`` too, where there is
one)."""

Condition = When | tuple[When, ...]
"""One set of tests, or several of which any may hold. An empty set always holds."""


class Grounds(Table, frozen=True, kw_only=True):
    """What a part of the policy rests on: statements of the source, or our own reading of it."""

    cites: tuple[str, ...] = ()
    reading: Text | None = None


class Statement(Table, frozen=True, kw_only=True):
    """One thing that the source says, in our own words, and the section that says it."""

    section: Text
    says: Text


class Implication(Table, frozen=True, kw_only=True):
    """Where ``when`` holds, the fact has this value; any other is a contradiction."""

    when: When
    value: Value


class Fact(Grounds, frozen=True, kw_only=True):
    """Something known or asked about a case.

    ``values`` gives the words of each value, in the order of asking (``yes`` and ``no`` for
    yes/no facts). ``negative`` names the option that says no. ``unknown`` replaces the words
    "I don't know".

    ``implied`` lists what settles the fact. ``asked_if`` is what must hold before it is asked;
    where that fails and ``otherwise`` is given, the fact has that value whatever was said.
    ``default`` is its value where nothing else is known; it is then never asked. ``unstated``
    is its value where nobody can be asked. A fact with ``read_from`` is never asked itself: it
    is worked out from that other fact. ``tells`` are sentences in which a customer says a value,
    by value (``yes`` and ``no`` for yes/no facts); of a moment ``at``, with ``{when}`` for it, and
    ``not-yet``.

    ``several`` is of a choice of which several values can be so at once. ``unit``, ``decimals``,
    ``min`` and ``max`` are of a number, ``time`` of a date or a moment, ``mask`` of a text,
    which is never stored where it is ``personal``.
    """

    kind: FactKind
    name: Text
    ask: Text | None = None
    hint: Text | None = None
    several: bool = False
    unit: str | None = None
    decimals: int = 0
    min: Decimal | None = None
    max: Decimal | None = None
    time: Literal["past", "future", "any"] = "past"
    mask: str | None = None
    personal: bool = False
    values: dict[str, Text] = {}
    unknown: Text | None = None
    negative: str | None = None
    implied: tuple[Implication, ...] = ()
    asked_if: When = {}
    otherwise: WrittenValue | None = None
    default: WrittenValue | None = None
    unstated: Value | None = None
    read_from: str | None = None
    accepts_date: bool = False
    tells: dict[str, tuple[Text, ...]] = {}


class Length(Table, frozen=True, kw_only=True):
    """How long a window lasts: exactly one of them is given.

    A number, or the id of what gives it: a number fact or a table.
    """

    minutes: int | str | None = None
    hours: int | str | None = None
    days: int | str | None = None
    weeks: int | str | None = None
    months: int | str | None = None
    years: int | str | None = None
    working_days: int | str | None = None


class Beginning(Table, frozen=True, kw_only=True):
    """From what a window counts, if not from a single moment: exactly one of them is given.

    The latest or the earliest of several facts, or the end of another window.
    """

    latest: tuple[str, ...] | None = None
    earliest: tuple[str, ...] | None = None
    end_of: str | None = None


class WindowStateTexts(Table, frozen=True, kw_only=True):
    """What a state of a window is called, and what it says to the agent.

    ``says`` also knows ``{until}`` and ``{left}``.
    """

    name: Text
    says: Text


class Window(Grounds, frozen=True, kw_only=True):
    """A span of time counted from a moment; with "now" it gives a state.

    ``begins`` (``from`` in the file) is a moment or date fact, ``now``, or a Beginning; where that
    fact is unknown and ``else_now`` is set, the window counts from now. ``back`` counts back from
    it. ``ends`` says whether it ends at an instant (so minutes and hours, if nothing is said)
    or at the midnight that follows its last day, which ``if_closed_day`` moves to a working
    day. ``states`` are one or two, in order: while the window lasts, and after it. ``edge`` is
    the state at the very moment it ends (default: the one after). ``not_yet`` names a further
    state: the one before the moment has happened, counted from now. The state is that at the
    moment ``seen_at``, or now.
    """

    name: Text
    begins: str | Beginning = msgspec.field(name="from")
    else_now: bool = False
    lasts: Length
    back: bool = False
    ends: str | None = None
    if_closed_day: Literal["next-working-day", "previous-working-day"] | None = None
    seen_at: str | None = None
    states: dict[str, WindowStateTexts]
    edge: str | None = None
    not_yet: str | None = None


class Unit(Table, frozen=True, kw_only=True):
    """The words of a unit: of one, and of any other number."""

    one: Text
    other: Text


class Branch(Table, frozen=True, kw_only=True):
    """A value that a derived fact has where its condition holds and none before it does."""

    when: Condition = {}
    value: WrittenValue


class Derived(Grounds, frozen=True, kw_only=True):
    """A fact that is never asked, but computed: in exactly one of these ways.

    ``first`` is the first case that holds. ``same`` says whether two facts are alike;
    ``difference`` is the first less the second, of days how many of them (or ``within``, ``in``
    in the file, how many hours or minutes) the first is later; ``percent_of`` is the first as a
    percentage of the second. ``highest`` is the score that is the highest, the first of those
    that are.
    """

    name: Text
    values: dict[str, Text] = {}
    first: tuple[Branch, ...] | None = None
    same: tuple[str, str] | None = None
    difference: tuple[str, str] | None = None
    within: Literal["days", "hours", "minutes"] = msgspec.field(name="in", default="days")
    percent_of: tuple[str, str] | None = None
    highest: tuple[str, ...] | None = None
    unit: str | None = None
    decimals: int = 0


class Points(Table, frozen=True, kw_only=True):
    """What is added to a score where a condition holds."""

    when: Condition
    add: int


class Score(Grounds, frozen=True, kw_only=True):
    """The sum of the points whose condition holds."""

    name: Text
    points: tuple[Points, ...]


class Lookup(Grounds, frozen=True, kw_only=True):
    """A table: a value for every combination of those of the facts that it goes ``by``.

    The rows, each with a value by each of these names and under ``value``, stand in the file or
    in a file of CSV beside it.
    """

    name: Text
    by: tuple[str, ...]
    rows: tuple[dict[str, WrittenValue], ...] = ()
    csv: str | None = None
    values: dict[str, Text] = {}
    unit: str | None = None
    decimals: int = 0


class RateStep(Table, frozen=True, kw_only=True):
    """A yearly rate, in percent, from a day on."""

    begins: date = msgspec.field(name="from")
    percent: Decimal


class Rates(Grounds, frozen=True, kw_only=True):
    """A yearly rate that changes from day to day, in the order of the days."""

    steps: tuple[RateStep, ...]


class Interest(Table, frozen=True, kw_only=True):
    """Interest on a product of numbers, for each day after one up to and with another."""

    on: tuple[str | int | float, ...]
    begins: str = msgspec.field(name="from")
    to: str
    rates: str


class AmountLine(Grounds, frozen=True, kw_only=True):
    """A part of an amount where its condition holds: a product, or interest on one."""

    name: Text | None = None
    when: Condition = {}
    times: tuple[str | int | float, ...] = ()
    interest: Interest | None = None


class Amount(Grounds, frozen=True, kw_only=True):
    """A sum to be told, of lines that are rounded each; it never decides."""

    name: Text
    unit: str
    round: Literal["cent", "whole"] = "cent"
    lines: tuple[AmountLine, ...]
    floor: str | int | float | None = None
    cap: str | int | float | None = None


class Rule(Grounds, frozen=True, kw_only=True):
    """Facts and window states that lead to an outcome; the first rule that holds decides.

    ``windows`` and ``amounts`` are those that the decision shows, in this order. ``next`` and
    ``say`` replace the outcome's own where they are given.
    """

    id: str
    when: Condition = {}
    outcome: str
    say: Text | None = None
    windows: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    next: tuple[str, ...] | None = None


class Notice(Grounds, frozen=True, kw_only=True):
    """A remark that is shown where its condition holds; ``important`` ones stand out.

    ``always`` says that every case is meant to show it, although it has a condition.
    """

    id: str
    when: Condition = {}
    text: Text
    important: bool = False
    always: bool = False


class Step(Grounds, frozen=True, kw_only=True):
    """One thing to do or to say; ``important`` ones stand out, conditional ones may be absent.

    ``always`` is as in a notice.
    """

    text: Text
    when: Condition = {}
    important: bool = False
    always: bool = False


class Outcome(Grounds, frozen=True, kw_only=True):
    """What a case comes to: a title, the steps, and the flows to go on with.

    ``say`` is what to say to the customer, in a sentence, with the deadline in it.
    ``next_if`` says, by flow, in which case that is the way to go on. ``hands_over`` are facts
    that the outcome itself tells those flows. ``not_promised`` is what must not be promised to
    the customer.
    """

    title: Text
    say: Text | None = None
    not_promised: tuple[Text, ...] = ()
    steps: tuple[Step, ...]
    next: tuple[str, ...] = ()
    next_if: dict[str, Text] = {}
    hands_over: dict[str, Value] = {}
    exit_code: int = 0


class Ago(Table, frozen=True, kw_only=True):
    """A moment by how long before the present it was: exactly one of the three is given."""

    minutes: int | None = None
    hours: int | None = None
    days: int | None = None


class Scenario(Table, frozen=True, kw_only=True):
    """A call that a supervisor wrote for trainees: what the customer says, and the facts in it.

    ``facts`` are as a JSON call states them; moments are spans before the present, as
    ``{ minutes = 29 }``, ``{ hours = 71 }`` or ``{ days = 3 }``.
    """

    id: str
    says: Text
    facts: dict[str, Value | tuple[str, ...] | Ago]


class ExampleCase(Table, frozen=True, kw_only=True):
    """A case that stands in the policy with what it has to come to.

    ``facts`` are as a call states them; a moment may be how long before the present it was, as
    ``{ minutes = 29 }``. Facts that are worked out of a message may be stated too. ``now`` is the
    present, in ISO 8601; without it the policy's ``cases_now``. ``rule`` is told where it
    matters which one decides, and ``until`` the end of windows that the decision shows.
    """

    id: str | None = None
    facts: dict[str, WrittenValue | tuple[str, ...] | Ago] = {}
    now: str | None = None
    region: str | None = None
    outcome: str
    rule: str | None = None
    until: dict[str, str] = {}


class Flow(Table, frozen=True, kw_only=True):
    """A procedure, and so a command: its facts in the order of asking, its rules and notices.

    It is offered as a way to go on unless ``offered_if`` fails for what is known. ``called`` are
    words, in any language, by which people who do not know the command ask for it. ``opens`` are
    sentences with which a customer begins a call about it, and ``scenarios`` whole calls.
    ``cases`` are those that say what they come to; nothing is decided by them.
    """

    title: Text
    about: Text
    called: tuple[str, ...] = ()
    offered_if: When = {}
    facts: tuple[str, ...]
    rules: tuple[Rule, ...]
    notices: tuple[Notice, ...] = ()
    opens: tuple[Text, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    cases: tuple[ExampleCase, ...] = ()


class Topic(Grounds, frozen=True, kw_only=True):
    """An entry of the menu: it leads into flows, or its steps say where to go.

    ``facts`` are what choosing the topic already says of the case.
    """

    id: str
    group: str
    title: Text
    flows: tuple[str, ...] = ()
    facts: dict[str, Value] = {}
    steps: tuple[Text, ...] = ()


class Domain(Table, frozen=True, kw_only=True):
    """A domain that the brand documents as its own.

    ``kind`` ``shop`` and ``service`` hosts count with all their subdomains, and of a
    ``top-level`` domain every name under it; ``mail`` says whether genuine mail may come from
    its addresses. ``source`` and ``checked`` (a date) say who documents it, and the day on which
    somebody looked that up, if any did.
    """

    domain: str
    kind: Literal["shop", "service", "asset", "short-link", "top-level"]
    mail: bool = False
    source: str
    checked: str | None = None


class Rewriter(Table, frozen=True, kw_only=True):
    """How a mail filter writes links anew, so that they lead through its own host.

    ``hosts`` count with their subdomains. ``path`` is how the link's path begins, where it ends
    with a slash, or else the whole of it. ``way`` is how the target stands in the link: in one of
    the ``parameters`` of the query as it is, in base64 or in the second version of Proofpoint's
    writing; behind the first word of the path; in Proofpoint's third version; or ``unreadable``.
    ``source`` says who documents it, or what was looked at.
    """

    hosts: tuple[str, ...]
    path: str = "/"
    way: Literal[
        "parameter",
        "parameter-base64",
        "parameter-urldefense-v2",
        "path-rest",
        "path-urldefense-v3",
        "unreadable",
    ]
    parameters: tuple[str, ...] = ()
    source: str


class MailFinding(Grounds, frozen=True, kw_only=True):
    """Words for one thing that the checks of an e-mail can find, and whether it breaks a rule."""

    says: Text
    breaks: bool = False


class MailClaims(Table, frozen=True, kw_only=True):
    """Words that make a mention of the brand a claim to be the brand, in every language.

    All are in lower case, and Latin ones without accents. ``account``, ``payment``, ``order`` and
    ``trouble`` (beginnings of words) are what a brand writes about to a ``second_person``: "your
    account is suspended". ``greetings`` with ``customers``, ``closings``, ``voices`` ("thank you
    for shopping at"), ``from_us`` and ``at_us`` with ``we`` ("we at"), ``writing`` ("on behalf
    of"), ``team``, ``rights`` and ``companies`` are how it speaks of itself. ``disclaimers``,
    ``first_person``, ``towards`` ("a payment at"), ``advice`` and ``reviews`` are how others speak
    of it; ``roles`` are names of senders that name nobody, and ``carriers`` domains that write
    about the brand's parcels. ``products`` are a claim as the brand is; ``common_products`` are
    called as other things are too.
    """

    account: tuple[str, ...] = ()
    payment: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()
    second_person: tuple[str, ...] = ()
    greetings: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    from_us: tuple[str, ...] = ()
    at_us: tuple[str, ...] = ()
    we: tuple[str, ...] = ()
    writing: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    disclaimers: tuple[str, ...] = ()
    first_person: tuple[str, ...] = ()
    towards: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    common_products: tuple[str, ...] = ()


class MailAsks(Table, frozen=True, kw_only=True):
    """Words of a request, in one language: a verb and a thing in one sentence, and no denial.

    ``codes`` are things of that name that are no personal data ("one-time password"); ``calls``
    are requests that a person's name does not hold ("call").
    """

    verbs: tuple[str, ...]
    personal: tuple[str, ...]
    payment: tuple[str, ...]
    denials: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()


class MailQuoting(Table, frozen=True, kw_only=True):
    """How mail programs begin what they quote or pass on, in every language, and how people do.

    ``answers`` and ``forwards`` stand before a subject. ``speaks_of`` begins a text that speaks of
    another message; so does ``this_message`` with the brand's name after it.
    """

    answers: tuple[str, ...] = ()
    forwards: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    wrote: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    speaks_of: tuple[str, ...] = ()
    this_message: tuple[str, ...] = ()


class UnnamedResults(Table, frozen=True, kw_only=True):
    """A mail service that writes Authentication-Results without its name.

    ``name`` is what people call it by; ``hosts`` are the domains that its hops are in.
    """

    name: str
    hosts: tuple[str, ...]


class Mail(Table, frozen=True, kw_only=True):
    """What the checks of an e-mail need: the names it claims, and the documented domains.

    ``other_words`` begin like the brand and are not it. ``rentable`` is hosting that anybody can
    have, so that it proves nothing about who is behind it, also under a documented domain.
    ``relays`` are hosts that pass on what others wrote. ``unnamed_results`` are mail services whose
    results carry no name. ``rewriters`` are mail filters that write links anew; the first that fits
    a link counts. ``secret_fields`` are names of form fields for passwords and cards.
    """

    brand: tuple[str, ...]
    other_words: tuple[str, ...] = ()
    domains: tuple[Domain, ...]
    rentable: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    unnamed_results: tuple[UnnamedResults, ...] = ()
    rewriters: tuple[Rewriter, ...] = ()
    secret_fields: tuple[str, ...] = ()
    claims: MailClaims = MailClaims()
    asks: dict[str, MailAsks] = {}
    quoting: MailQuoting = MailQuoting()
    findings: dict[str, MailFinding] = {}

    @property
    def claim_fact(self) -> str:
        """The fact that says whether a message claims to be the brand's: by its first name."""
        return f"claims_{self.brand[0]}"


class ReviewEvery(Table, frozen=True, kw_only=True):
    """After how long the source is to be looked at again: exactly one of them is given."""

    days: int | None = None
    months: int | None = None
    years: int | None = None


class Policy(Table, frozen=True, kw_only=True, dict=True):
    """A whole policy file; what is worked out from it once is remembered beside its fields.

    ``reviewed`` is the day on which somebody last held the policy against its source, and
    ``review_every`` after how long that is due again.

    ``languages`` are those that it speaks; words that lack in another are those of the first.
    ``holidays_until`` is the last year whose public holidays are official, where that is told;
    ``holidays`` replace those of the country.
    ``asides`` are sentences that a customer says in a call and that never matter. ``cases_now``
    is the present of the flows' cases that name none. ``for_customers``: steps, important notices
    and what deadlines mean can be told to customers, but for texts that name the customer.
    """

    format: Literal["ayuda.policy/1"]
    id: str
    title: Text
    source: Text
    reviewed: date | None = None
    review_every: ReviewEvery | None = None
    time_zone: str
    country: str
    languages: tuple[str, ...] = LANGUAGES
    holidays_until: int | None = None
    holidays: tuple[date, ...] | None = None
    units: dict[str, Unit] = {}
    groups: dict[str, Text] = {}
    statements: dict[str, Statement]
    facts: dict[str, Fact]
    windows: dict[str, Window] = {}
    derived: dict[str, Derived] = {}
    scores: dict[str, Score] = {}
    tables: dict[str, Lookup] = {}
    rates: dict[str, Rates] = {}
    amounts: dict[str, Amount] = {}
    outcomes: dict[str, Outcome]
    flows: dict[str, Flow]
    topics: tuple[Topic, ...] = ()
    asides: tuple[Text, ...] = ()
    cases_now: str | None = None
    for_customers: bool = False
    mail: Mail | None = None

    @property
    def own_languages(self) -> tuple[Language, ...]:
        """The languages of the policy's own file; both where it names neither."""
        named = tuple(language for language in LANGUAGES if language in self.languages)
        return named or LANGUAGES

    @property
    def further_languages(self) -> tuple[str, ...]:
        """The languages whose words stand in files of their own."""
        return tuple(language for language in self.languages if language not in LANGUAGES)

    def language_of_words(self, language: str) -> str:
        """The language of the policy's words where a call is in that language."""
        return language if language in self.languages else self.languages[0]


def option_name(name: str) -> str:
    """The option that states a fact, or of a yes/no fact that it is so."""
    return f"--{name.replace('_', '-')}"


def option_names(name: str, fact: Fact) -> tuple[str, ...]:
    """The options that state a fact: one, or for a yes/no fact the one and its contrary."""
    option = option_name(name)
    if fact.kind != "yes-no":
        return (option,)
    return (option, fact.negative or f"--no-{option.removeprefix('--')}")
