"""how many words a comment has, and when an answer was changed after its author saw those of others

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-29 17:00:00
"""

import html
import re

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BATCH = 500  # comments
comment = sa.table("comment", sa.column("id"), sa.column("body_html"), sa.column("words"))

# Of a formula its TeX counts, of a footnote not its number; where a script has no spaces, each character.
NOT_READ = re.compile(
    r'<a [^>]*class="footnote-(?:ref|backref)".*?</a>|<math.*?<annotation[^>]*>|</annotation>.*?</math>',
    re.DOTALL,
)
INLINE = re.compile(
    r"</?(?:a|abbr|b|cite|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)\b[^>]*>"
)
TAG = re.compile(r"<[^>]*>")
CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WORD = re.compile(rf"[{CJK}]|[^\W{CJK}]+(?:['\u2019\-][^\W{CJK}]+)*")


def upgrade():
    op.add_column("comment", sa.Column("words", sa.Integer(), server_default="0", nullable=False))
    op.add_column("post", sa.Column("changed_after_at", sa.DateTime(timezone=True), nullable=True))
    _count_words()


def _count_words():
    connection, last = op.get_bind(), 0
    some = sa.select(comment.c.id, comment.c.body_html).order_by(comment.c.id).limit(BATCH)
    count = (
        sa.update(comment).where(comment.c.id == sa.bindparam("of")).values(words=sa.bindparam("number"))
    )
    while found := connection.execute(some.where(comment.c.id > last)).all():
        connection.execute(count, [{"of": row.id, "number": _words(row.body_html)} for row in found])
        last = found[-1].id


def _words(body):
    bare = TAG.sub(" ", INLINE.sub("", NOT_READ.sub("", body)))
    return sum(1 for _ in WORD.finditer(html.unescape(bare)))


def downgrade():
    op.drop_column("post", "changed_after_at")
    op.drop_column("comment", "words")
