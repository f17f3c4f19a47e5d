"""a number that tells when the categories and months of a class have changed

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-29 01:20:00

It changes by triggers, so that no way of writing forgets it, and by chance, so that what a transaction had
changed and took back never has the number of something else.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# What a reader sees of them; a write that changes nothing (posts/counters.hold) is no change.
SEEN = {
    "category": ("id", "course_id", "slug", "name", "description", "position", "is_default", "post_count"),
    "post_month": ("course_id", "month", "post_count"),
}
BY_CHANCE = {"sqlite": "abs(random() % 9007199254740992)", "postgresql": "floor(random() * 9007199254740992)::bigint"}
ANEW = "UPDATE shelf SET version = {chance} WHERE course_id = {row}.course_id;"
FUNCTION = """
CREATE FUNCTION shelf_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN {gone} END IF;
    IF TG_OP <> 'DELETE' THEN {there} END IF;
    RETURN NULL;
END $$
"""


def upgrade():
    op.create_table(
        "shelf",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_shelf_course_id_course"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_shelf")),
    )
    database = op.get_bind().dialect.name
    chance = BY_CHANCE[database]
    op.execute(f"INSERT INTO shelf (course_id, version) SELECT id, {chance} FROM course")
    there, gone = (ANEW.format(chance=chance, row=row) for row in ("new", "old"))
    if database == "postgresql":
        op.execute(FUNCTION.format(there=there, gone=gone))
    for table, columns in SEEN.items():
        _watch(database, table, columns, there, gone)


def _watch(database, table, columns, there, gone):
    differs = "IS NOT" if database == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"old.{column} {differs} new.{column}" for column in columns)
    for verb, condition, what in (
        ("insert", "", there),
        ("update", f"WHEN ({changed})", gone + there),  # two classes, where a category moves between them
        ("delete", "", gone),
    ):
        does = f"BEGIN {what} END" if database == "sqlite" else "EXECUTE FUNCTION shelf_changed()"
        op.execute(f"CREATE TRIGGER shelf_{table}_{verb} AFTER {verb} ON {table} FOR EACH ROW {condition} {does}")


def downgrade():
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in SEEN:
        for verb in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER shelf_{table}_{verb}" + (f" ON {table}" if on_postgresql else ""))
    if on_postgresql:
        op.execute("DROP FUNCTION shelf_changed()")
    op.drop_table("shelf")
