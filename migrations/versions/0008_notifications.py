"""what members are told of, how they want it by mail, what became of each mail

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-24 04:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHECKS = {
    "fate": "fate IN ('queued', 'sent', 'failed', 'dropped')",
    "form": "form IN ('letter', 'notice', 'digest')",
}
OWNERS = {"user_id": "user_account", "course_id": "course"}
PACES = "mail_pace IN ('at_once', 'daily', 'weekly', 'never')"
REFERENCES = {
    "user_id": ("user_account", "CASCADE"),
    "course_id": ("course", "CASCADE"),
    "post_id": ("post", "CASCADE"),
    "comment_id": ("comment", "CASCADE"),
    "mail_id": ("mail", "SET NULL"),
}
TRIES = 8  # after which a mail was given up
mail = sa.table("mail", sa.column("fate"), sa.column("sent_at"), sa.column("tries"))


def upgrade():
    _add_fates()
    _add_wishes()
    _add_notifications()
    for table in ("post", "comment"):
        op.add_column(table, sa.Column("tell", sa.SmallInteger(), server_default="0", nullable=False))
        _partial(f"ix_{table}_tell", table, ["tell"], "tell > 0")


def _partial(name, table, columns, where, **options):
    where = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where, **options)


def _add_fates():
    op.add_column("mail", sa.Column("form", sa.String(length=10), server_default="letter", nullable=False))
    op.add_column("mail", sa.Column("fate", sa.String(length=10), server_default="queued", nullable=False))
    op.execute(mail.update().where(mail.c.tries >= TRIES).values(fate="failed"))
    op.execute(mail.update().where(mail.c.sent_at.is_not(None)).values(fate="sent"))
    with op.batch_alter_table("mail") as batch:
        batch.drop_index("ix_mail_waiting")
        for column, check in CHECKS.items():
            batch.alter_column(column, existing_type=sa.String(length=10), server_default=None)
            batch.create_check_constraint(column, check)
        for column, table in OWNERS.items():
            batch.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch.create_foreign_key(f"fk_mail_{column}_{table}", table, [column], ["id"], ondelete="CASCADE")
    for column in OWNERS:
        op.create_index(f"ix_mail_{column}", "mail", [column])
    op.create_index("ix_mail_fate", "mail", ["fate", "try_at"])


def _add_wishes():
    op.add_column(
        "user_account", sa.Column("time_zone", sa.String(length=60), server_default="", nullable=False)
    )
    with op.batch_alter_table("membership") as batch:
        batch.add_column(
            sa.Column("mail_pace", sa.String(length=10), server_default="daily", nullable=False)
        )
        batch.add_column(sa.Column("mail_hour", sa.Integer(), server_default="18", nullable=False))
        batch.add_column(sa.Column("mail_weekday", sa.Integer(), server_default="4", nullable=False))
        batch.add_column(
            sa.Column("mails_announcements", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch.add_column(sa.Column("digest_at", MOMENT, nullable=True))
        batch.create_check_constraint("mail_pace", PACES)
    op.create_index("ix_membership_digest_at", "membership", ["digest_at"])


def _add_notifications():
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("by_mail", sa.String(length=10), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('mention', 'reply', 'comment', 'announcement', 'post')", name="ck_notification_kind"
        ),
        sa.CheckConstraint("by_mail IN ('no', 'at_once', 'digest')", name="ck_notification_by_mail"),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=f"fk_notification_{column}_{table}", ondelete=ondelete
            )
            for column, (table, ondelete) in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notification"),
        sa.UniqueConstraint("user_id", "comment_id", name="uq_notification_user_id_comment_id"),
    )
    for column in ("post_id", "comment_id", "mail_id"):
        op.create_index(f"ix_notification_{column}", "notification", [column])
    op.create_index("ix_notification_page", "notification", ["user_id", "course_id", "id"])
    _partial(
        "uq_notification_post", "notification", ["user_id", "post_id"], "comment_id IS NULL", unique=True
    )
    _partial("ix_notification_bell", "notification", ["user_id", "course_id"], "read_at IS NULL")
    _partial("ix_notification_unmailed", "notification", ["id"], "by_mail <> 'no' AND mail_id IS NULL")


def downgrade():
    for table in ("post", "comment"):
        op.drop_index(f"ix_{table}_tell", table)
        with op.batch_alter_table(table) as batch:
            batch.drop_column("tell")
    op.drop_table("notification")
    op.drop_index("ix_membership_digest_at", "membership")
    with op.batch_alter_table("membership") as batch:
        batch.drop_constraint("mail_pace", type_="check")
        for column in ("digest_at", "mails_announcements", "mail_weekday", "mail_hour", "mail_pace"):
            batch.drop_column(column)
    with op.batch_alter_table("user_account") as batch:
        batch.drop_column("time_zone")
    for column in OWNERS:
        op.drop_index(f"ix_mail_{column}", "mail")
    op.drop_index("ix_mail_fate", "mail")
    with op.batch_alter_table("mail") as batch:
        for column in CHECKS:
            batch.drop_constraint(column, type_="check")
        for column in (*OWNERS, *CHECKS):
            batch.drop_column(column)
        batch.create_index("ix_mail_waiting", ["sent_at", "try_at"])
