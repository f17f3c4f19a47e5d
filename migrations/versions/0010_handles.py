"""handles, invitations by mail, answers that were refused, who follows what they write in

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-29 05:00:00
"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LIMIT = 40  # characters of a handle
FORMS = "form IN ('letter', 'notice', 'digest', 'bounce')"
FORMS_BEFORE = "form IN ('letter', 'notice', 'digest')"

user = sa.table("user_account", sa.column("id"), sa.column("name"), sa.column("created_at", MOMENT))
handle = sa.table(
    "handle", sa.column("name"), sa.column("user_id"), sa.column("is_current"), sa.column("made_at", MOMENT)
)

# Whoever wrote in a post follows it, unless they said otherwise.
FOLLOW = """
    INSERT INTO watch (user_id, course_id, post_id, level)
    SELECT DISTINCT written.author_id, written.course_id, written.post_id, 'following'
    FROM (
        SELECT author_id, course_id, id AS post_id FROM post
        UNION SELECT author_id, course_id, post_id FROM comment
    ) AS written
    WHERE NOT EXISTS (
        SELECT 1 FROM watch WHERE watch.user_id = written.author_id AND watch.post_id = written.post_id
    )
"""


def upgrade():
    op.create_table(
        "handle",
        sa.Column("name", sa.String(length=LIMIT), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_handle_user_id_user_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", name="pk_handle"),
    )
    current = sa.text("is_current")
    op.create_index("ix_handle_user_id", "handle", ["user_id"])
    op.create_index(
        "uq_handle_current", "handle", ["user_id"], unique=True, sqlite_where=current, postgresql_where=current
    )
    _give_handles()
    _change_forms(FORMS)
    with op.batch_alter_table("invitation") as batch:
        batch.add_column(sa.Column("email", sa.String(length=254), server_default="", nullable=False))
        batch.add_column(sa.Column("mail_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_invitation_mail_id_mail", "mail", ["mail_id"], ["id"], ondelete="SET NULL")
    op.create_index("ix_invitation_mail_id", "invitation", ["mail_id"])
    op.execute(FOLLOW)


def _give_handles():
    """Give everybody a handle that their name suggests."""
    connection, taken = op.get_bind(), set()
    for row in connection.execute(sa.select(user).order_by(user.c.id)).all():
        base = _suggested(row.name)
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        new = {"name": name, "user_id": row.id, "is_current": True, "made_at": row.created_at}
        connection.execute(handle.insert().values(**new))


def _suggested(name):
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", bare.casefold())[: LIMIT - 6].strip("-") or "member"


def _change_forms(check):
    with op.batch_alter_table("mail") as batch:
        batch.drop_constraint("form", type_="check")
        batch.create_check_constraint("form", check)


def downgrade():
    op.drop_index("ix_invitation_mail_id", "invitation")
    with op.batch_alter_table("invitation") as batch:
        batch.drop_constraint("fk_invitation_mail_id_mail", type_="foreignkey")
        batch.drop_column("mail_id")
        batch.drop_column("email")
    op.execute("DELETE FROM mail WHERE form = 'bounce'")
    _change_forms(FORMS_BEFORE)
    op.drop_table("handle")
