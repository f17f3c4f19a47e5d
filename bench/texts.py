"""What the seeded class writes: twenty posts of 300 words and twenty comments, the same in every run."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

TEXTS = 20
POST_WORDS = 300

TITLES = (
    "What the second warehouse taught us",
    "Reading notes, week four",
    "A question about safety stock",
    "Why our forecast was wrong, and by how much",
    "The bullwhip in my uncle's bakery",
    "Notes from the visit to the port",
    "Against just in time",
    "Two ways to draw a network",
    "What does “resilient” mean here?",
    "Half a defence of the spreadsheet",
)

PEOPLE = (
    *("Ines Almeida", "Asa Lindqvist", "Sam Okafor", "Sue Tanaka", "Olga Petrova", "Marek Nowak"),
    *("Leila Haddad", "Tomás Rivera", "Yuki Mori", "Anna Bergström", "Kofi Mensah", "Clara Neumann"),
    *("Ravi Menon", "Nora Walsh", "Emre Şahin", "Lucía Gómez", "Pavel Dvořák", "Hana Kim"),
    *("Jonas Weber", "Amira Saleh", "Peter van den Berg", "Mei Lin", "Diego Castro", "Ingrid Dahl"),
    *("Kwame Boateng", "Sofia Rossi", "Arjun Rao", "Elsa Moreau", "Noah Cohen", "Zoe Papadaki"),
)

CATEGORIES = (
    *("Reading notes", "Field trips", "Homework", "Questions"),
    *("Group work", "Cases", "In the news", "Methods"),
)

SENTENCES = (
    "The chapter says that a buffer hides the problem it was meant to solve, and I am not sure that I agree.",
    "When we counted the pallets again on Friday there were eleven fewer than the system believed.",
    "Demand did not change at all in those six weeks; only the orders did.",
    "Everybody in the chain acted sensibly, and the sum of it was a mess.",
    "I drew the network twice, once by distance and once by time, and the two pictures hardly agree.",
    "My group thinks that the supplier should see our sales and not our orders.",
    "If the lead time doubles, the safety stock does not, because it grows with the square root.",
    "The foreman told us that nobody had asked him in the nine years that he has worked there.",
    "What is cheap on paper costs a day of somebody's attention every week.",
    "In the game we played on Tuesday the brewery ended with four hundred cases that nobody wanted.",
    "The numbers in the table are mine; please tell me if you find a mistake in them.",
    "A truck that leaves half empty is a decision, even when no one remembers having made it.",
    "Last year's forecast was off by a third, and this year's is made in the same way.",
    "It helps to say out loud for whom the warehouse is supposed to be good.",
    "The author compares three ports but never says how the three were chosen.",
    "Sharing the data was easy, and agreeing on what the columns meant took a month.",
    "I would have expected the opposite, which is why I looked at the source again.",
    "Two of the five cases in the reading are about firms that no longer exist.",
    "There is a difference between being late and not knowing that one is late.",
    "We asked for a range and were given a number, and then everyone planned with the number.",
    "The cost of holding an item is mostly the cost of the money that lies there with it.",
    "A good map leaves out the streets that the reader is not going to take.",
    "It rained on the day of the visit, so that we saw what the roof over the third dock is worth.",
    "The model assumes that a customer who finds nothing comes back tomorrow, and many do not.",
    "Perhaps the more honest title would have been that it depends on who pays for the waiting.",
    "I tried it with the figures of my uncle's bakery, where a loaf is worth nothing in the evening.",
    "Half of the parts come from one town, which nobody had noticed before the flood.",
    "One could also order smaller lots more often, if only the fee for each order were lower.",
    "The simulation takes ten minutes to run, and I have put the settings at the end.",
    "Please read the last paragraph first if you have only two minutes.",
)


def posts() -> list[str]:
    """Return the posts in Markdown: paragraphs, a list, a quotation, a link, some with a footnote."""
    return [_post(Random(seed)) for seed in range(TEXTS)]  # noqa: S311  # dice for texts, not for secrets


def comments() -> list[str]:
    """Return the comments in Markdown, of two to four sentences."""
    return [_comment(Random(seed)) for seed in range(TEXTS)]  # noqa: S311


def _post(dice: Random) -> str:
    words = _words(dice)
    first, second, third = (" ".join(next(words) for _ in range(70)) for _ in range(3))
    items = "\n".join("- " + " ".join(next(words) for _ in range(10)) for _ in range(3))
    rest = " ".join(next(words) for _ in range(POST_WORDS - 3 * 70 - 3 * 10))
    note = "[^1]" if dice.random() < 0.3 else ""
    parts = [first, f"*{second.split('.')[0]}.*{second.partition('.')[2]}", items, f"> {third}", rest + note]
    link = "The data is at <https://example.org/supply/2027>."
    return "\n\n".join([*parts, link, *(["[^1]: See the second chapter, page 41."] if note else [])])


def _words(dice: Random) -> Iterator[str]:
    while True:
        for sentence in dice.sample(SENTENCES, len(SENTENCES)):
            yield from sentence.split()


def _comment(dice: Random) -> str:
    said = dice.sample(SENTENCES, dice.randint(2, 4))
    return " ".join(said) if dice.random() < 0.7 else f"{said[0]}\n\n**But** " + " ".join(said[1:])
