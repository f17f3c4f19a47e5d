"""The graph of who answers whom: all in a ring, those who talk much beside each other; the same each time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

from forum.reports.answers import Answers, Person

WIDTH, HEIGHT = 760, 560
RING = 205  # the radius
LEAST, MOST = 11, 21  # radius of somebody whom nobody answered, and of whom most did
THIN, THICK = 1.0, 6.5
BEND = 0.32  # how far lines are drawn to the middle
LONGEST_NAME = 22  # characters


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody in the ring, and where the name stands."""

    id: int
    name: str
    short: str
    x: float
    y: float
    radius: float
    label_x: float
    label_y: float
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """Between two who answered each other, or from one to another who did not."""

    path: str
    width: float
    is_mutual: bool
    title: str


@dataclass(frozen=True, slots=True)
class Graph:
    """All that is drawn; lines first, so that people stand on them."""

    nodes: list[Node]
    lines: list[Line]


def drawn(answers: Answers) -> Graph:
    """Lay the graph out."""
    talk = _talk(answers)
    nodes = _ring(answers, _order(list(answers.people.values()), talk))
    most = max(talk.values(), default=1)
    lines = [_line(nodes[a], nodes[b], answers, many / most) for (a, b), many in sorted(talk.items())]
    return Graph(list(nodes.values()), lines)


def _talk(answers: Answers) -> dict[tuple[int, int], int]:
    """Return how much each two have to do with each other."""
    talk: dict[tuple[int, int], int] = defaultdict(int)
    for person in answers.people.values():
        for id, number in person.to.items():
            talk[min(person.id, id), max(person.id, id)] += number
    return talk


def _order(people: list[Person], talk: dict[tuple[int, int], int]) -> list[Person]:
    """Begin with the first by name, and put next to each whom they have most to do with."""
    left: list[Person] = list(people)
    order: list[Person] = []
    while left:
        last = order[-1].id if order else 0
        chosen = max(left, key=lambda p: (talk.get((min(p.id, last), max(p.id, last)), 0), -left.index(p)))
        left.remove(chosen)
        order.append(chosen)
    return order


def _ring(answers: Answers, order: list[Person]) -> dict[int, Node]:
    most = max((person.received for person in order), default=0) or 1
    return {p.id: _node(p, place / len(order), p.received / most) for place, p in enumerate(order)}


def _node(person: Person, turn: float, part: float) -> Node:
    """Place somebody in the ring, at a part of a turn from its top."""
    x, y, radius = sin(2 * pi * turn), -cos(2 * pi * turn), LEAST + (MOST - LEAST) * sqrt(part)
    away = RING + radius + 8
    name = person.name
    return Node(
        id=person.id,
        name=name,
        short=name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "\u2026",
        x=round(WIDTH / 2 + RING * x, 1),
        y=round(HEIGHT / 2 + RING * y, 1),
        radius=round(radius, 1),
        label_x=round(WIDTH / 2 + away * x, 1),
        label_y=round(HEIGHT / 2 + away * y + 4 + 6 * y, 1),
        anchor="middle" if abs(x) < 0.2 else "start" if x > 0 else "end",
        title=f"{name}: {person.given} \u2192, {person.received} \u2190",
    )


def _line(one: Node, two: Node, answers: Answers, part: float) -> Line:
    there, back = answers.people[one.id].to.get(two.id, 0), answers.people[two.id].to.get(one.id, 0)
    if not there:
        one, two, there, back = two, one, back, there
    width = round(THIN + (THICK - THIN) * part, 1)
    said = [
        f"{one.name} \u2192 {two.name}: {there}",
        *([f"{two.name} \u2192 {one.name}: {back}"] if back else []),
    ]
    return Line(_path(one, two, 0 if back else 5 + width), width, bool(back), ", ".join(said))


def _path(one: Node, two: Node, gap: float) -> str:
    """Return a curve from one to the other, which ends beside them: before the second with a gap."""
    middle_x, middle_y = _toward_the_middle(one.x, two.x, WIDTH), _toward_the_middle(one.y, two.y, HEIGHT)
    begin = _beside(one, middle_x, middle_y, 0)
    end = _beside(two, middle_x, middle_y, gap)
    return f"M{begin} Q{middle_x:.1f},{middle_y:.1f} {end}"


def _toward_the_middle(one: float, two: float, whole: float) -> float:
    between = (one + two) / 2
    return between + (whole / 2 - between) * BEND


def _beside(node: Node, x: float, y: float, gap: float) -> str:
    """Return the point at a node's edge that looks at another."""
    far = hypot(x - node.x, y - node.y) or 1
    part = min((node.radius + gap) / far, 1)
    return f"{node.x + (x - node.x) * part:.1f},{node.y + (y - node.y) * part:.1f}"
