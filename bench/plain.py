"""A plain Flask page with Core queries and nothing else: a list of posts without a forum around it.

Nobody signs in, nothing is guarded, translated or kept: five statements on the seeded class and one template.
It is a second yardstick, for a machine on which everything that needs memory is dear.
"""

from __future__ import annotations

import os

from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, and_, bindparam, select

POSTS = 20

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{os.environ['PLAIN_DATABASE']}"
db = SQLAlchemy(app)
schema = MetaData()
with app.app_context():
    schema.reflect(db.engine)
    db.engine.dispose()

user, course, membership = (schema.tables[name].c for name in ("user_account", "course", "membership"))
post, category, filing = (schema.tables[name].c for name in ("post", "category", "filing"))

READER = select(user.id, user.name, user.email).where(user.id == bindparam("reader"))
PLACE = (
    select(course.id, course.slug, course.title, course.time_zone, membership.role)
    .join_from(
        schema.tables["course"],
        schema.tables["membership"],
        and_(membership.course_id == course.id, membership.user_id == bindparam("reader")),
    )
    .where(course.id == bindparam("course"))
)
ENTRY = (post.id, post.title, post.excerpt, post.published_at, post.comment_count, post.author_id, user.name)
LATEST = (
    select(*ENTRY)
    .join_from(schema.tables["post"], schema.tables["user_account"], user.id == post.author_id)
    .where(post.course_id == bindparam("course"), post.state == "published", post.deleted_at.is_(None))
    .order_by(post.published_at.desc())
    .limit(POSTS)
)
FILED = (
    select(filing.post_id, category.slug, category.name)
    .join_from(schema.tables["filing"], schema.tables["category"], category.id == filing.category_id)
    .where(filing.post_id.in_(bindparam("posts", expanding=True)))
)
SHELF = select(category.slug, category.name, category.post_count).where(
    category.course_id == bindparam("course")
)


@app.get("/")
def feed() -> str:
    """Show the newest posts and what they are filed under."""
    ask, here = db.session.execute, {"course": 1, "reader": 1}
    reader, place = ask(READER, here).one(), ask(PLACE, here).one()
    posts, shelf = ask(LATEST, here).all(), ask(SHELF, here).all()
    filed: dict[int, list[object]] = {row.id: [] for row in posts}
    for row in ask(FILED, {"posts": list(filed)}):
        filed[row.post_id].append(row)
    return render_template("plain.html", reader=reader, place=place, posts=posts, filed=filed, shelf=shelf)
