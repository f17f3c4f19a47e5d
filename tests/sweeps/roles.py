"""Who gets what at every address: one line for each, read by tests and by anybody who wants to know.

A number is the answer's status; "in" is a 303 to the sign-in page. Names in braces are the furnished site's
things (furniture.py). Inside a class there are three groups of columns: the class as most are (open, for its
members only); what is different when it is public; what is different when it is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from forum import clock
from tests.people import PASSWORD, email
from tests.sweeps.world import PEOPLE

CLASS = "/c/{here}"
TEXT = {"title": "A title", "body": "A text of some words."}
SOMEBODY = {"name": "Nina", "email": email("nina"), "password": "seven green umbrellas sing"}
WORDS = {"place": "posts/new", "unsent": "0123456789abcdef", "saves": "0"}
TOLD = {"body": "Well argued.", "points": "8.5", "out_of": "10", "seen": "0"}
SOON = (clock.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
WHY = {"reason": "It names somebody."}
ASKED = TEXT | {"posts_wanted": "1", "replies_wanted": "0", "post_words": "0", "reply_words": "0"}
ASKED |= {"category": "", "after_posting": "", "seen": "0", "whom": "class"}
MORE_TIME = {"posts_due_at": SOON, "replies_due_at": SOON}
COURSE = {
    "title": "Another Title",
    "slug": "supply-chains",
    "time_zone": "UTC",
    "first_day": "2027-01-11",
    "weeks": "14",
    "colour": "blue",
    "visibility": "members",
}
COPY = {
    "title": "Upgrading, Once More",
    "slug": "once-more",
    "first_day": "2027-09-06",
    "weeks": "14",
    "colour": "teal",
}

# --- Inside a class ----------------------------------------------------------------------------------
# sam wrote the post and the comment unless another name is in it; hushed is a comment that was hidden, unsaid
# one that was deleted (their addresses lead to where they stood); edited and reworded are a post and a
# comment that were edited; rita was removed from the class, and nils never chose a password. by_mail and
# revoked_mail are invitations that were mailed. sue was given sam's reviewed to review, an answer to given.

INSIDE = """
#                                        vera otto sam sue olga asa ines adam | vera otto | sam asa ines
GET  /                                     in  404 200 200  200 200  200  200 |  200  200 | 200 200  200
GET  /posts/{sams}                         in  404 200 200  200 200  200  200 |  200  200 | 200 200  200
GET  /posts/{hidden}                       in  404 200 404  404 200  200  200 |  404  404 | 200 200  200
GET  /posts/{private}                      in  404 200 404  404 200  200  200 |  404  404 | 200 200  200
GET  /posts/{draft}                        in  404 200 404  404 404  404  404 |  404  404 | 200 404  404
GET  /posts/{gone}                         in  404 200 404  404 404  404  404 |  404  404 | 200 404  404
GET  /posts/{ottos}                        in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /posts/999999999                      in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /posts/new                            in  404 200 200  403 200  200  200 |  403  403 | 403 403  403
POST /posts                                in  404 303 303  403 303  303  303 |   in  403 | 403 403  403
GET  /drafts                               in  404 200 200  200 200  200  200 |  403  403 | 200 200  200
POST /drafts                               in  404 303 303  303 303  303  303 |   in  403 | 303 303  303
POST /preview                              in  404 303 303  303 303  303  303 |   in  403 | 303 303  303
GET  /drafts/{sams_words}/preview          in  404 200 404  404 404  404  404 |  403  403 | 200 404  404
GET  /posts/{sams}/edit                    in  404 200 403  403 200  200  200 |  403  403 | 403 403  403
POST /posts/{sams}/edit                    in  404 303 403  403 303  303  303 |   in  403 | 403 403  403
GET  /posts/{draft}/edit                   in  404 200 404  404 404  404  404 |  404  404 | 403 404  404
POST /posts/{draft}/edit                   in  404 303 404  404 404  404  404 |   in  404 | 403 404  404
POST /posts/{hidden}/edit                  in  404 303 404  404 303  303  303 |   in  404 | 403 403  403
POST /posts/{ottos}/edit                   in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
GET  /posts/{shared}                       in  404 200 200  404 404  404  404 |  404  404 | 200 404  404
POST /posts/{shared}/edit                  in  404 303 303  404 404  404  404 |   in  404 | 403 404  404
POST /posts/{shared}/deletion              in  404 303 403  404 404  404  404 |   in  404 | 403 404  404
POST /posts/{shared}/publication           in  404 303 303  404 404  404  404 |   in  404 | 403 404  404
GET  /posts/{shared}/co-authors/me         in  404 403 200  404 404  404  404 |  404  404 | 403 404  404
GET  /posts/{sams}/co-authors/me           in  404 403 403  403 403  403  403 |  403  403 | 403 403  403
POST /posts/{shared}/co-authors/me/delete  in  404 403 303  404 404  404  404 |   in  404 | 403 404  404
POST /posts/{sams}/co-authors/me/delete    in  404 403 403  403 403  403  403 |   in  403 | 403 403  403
POST /posts/{ottos}/co-authors/me/delete   in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /posts/{draft}/publication            in  404 303 404  404 404  404  404 |   in  404 | 403 404  404
POST /posts/{sams}/publication             in  404 403 403  403 403  403  403 |   in  403 | 403 403  403
POST /posts/{ottos}/publication            in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /posts/{ended}/publication/delete     in  404 303 403  403 403  403  403 |   in  403 | 403 403  403
POST /posts/{sams}/publication/delete      in  404 403 403  403 403  403  403 |   in  403 | 403 403  403
POST /posts/{hidden}/publication/delete    in  404 403 404  404 403  403  403 |   in  404 | 403 403  403
POST /posts/{ottos}/publication/delete     in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /posts/{draft}/schedule/delete        in  404 303 404  404 404  404  404 |   in  404 | 403 404  404
POST /posts/{sams}/schedule/delete         in  404 403 403  403 403  403  403 |   in  403 | 403 403  403
GET  /posts/{sams}/deletion                in  404 200 403  403 403  403  403 |  403  403 | 403 403  403
POST /posts/{sams}/deletion                in  404 303 403  403 403  403  403 |   in  403 | 403 403  403
POST /posts/{draft}/deletion               in  404 303 404  404 404  404  404 |   in  404 | 403 404  404
POST /posts/{ottos}/deletion               in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /posts/{gone}/deletion/delete         in  404 303 404  404 404  404  404 |   in  404 | 403 404  404
POST /posts/{sams}/deletion/delete         in  404 403 403  403 403  403  403 |   in  403 | 403 403  403
GET  /posts/{sams}/hiding                  in  404 403 403  403 200  200  200 |  403  403 | 403 403  403
POST /posts/{sams}/hiding                  in  404 403 403  403 303  303  303 |   in  403 | 403 403  403
POST /posts/{draft}/hiding                 in  404 403 404  404 404  404  404 |   in  404 | 403 404  404
POST /posts/{ottos}/hiding                 in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /posts/{hidden}/hiding/delete         in  404 403 404  404 303  303  303 |   in  404 | 403 403  403
POST /posts/{sams}/closing                 in  404 403 403  403 303  303  303 |   in  403 | 403 403  403
POST /posts/{ottos}/closing                in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /posts/{ended}/closing/delete         in  404 403 403  403 303  303  303 |   in  403 | 403 403  403
POST /posts/{sams}/pin                     in  404 403 403  403 403  303  303 |   in  403 | 403 403  403
POST /posts/{hidden}/pin                   in  404 403 404  404 403  403  403 |   in  404 | 403 403  403
POST /posts/{ottos}/pin                    in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /posts/{first_pin}/pin/delete         in  404 403 403  403 403  303  303 |   in  403 | 403 403  403
POST /posts/{second_pin}/pin/raise         in  404 403 403  403 403  303  303 |   in  403 | 403 403  403
POST /posts/{first_pin}/carrying           in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /posts/{sams}/carrying                in  404 403 403  403 403  403  403 |   in  403 | 403 403  403
POST /posts/{hidden}/carrying              in  404 403 404  404 403  403  403 |   in  404 | 403 403  403
POST /posts/{draft}/carrying               in  404 403 404  404 404  404  404 |   in  404 | 403 404  404
POST /posts/{ottos}/carrying               in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /posts/{first_pin}/carrying/delete    in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /posts/{ottos}/carrying/delete        in  404 404 404  404 404  404  404 |   in  404 | 404 404  404

GET  /posts/{sams}/comments/new            in  404 200 200  403 200  200  200 |  403  403 | 403 403  403
GET  /posts/{ended}/comments/new           in  404 403 403  403 403  403  403 |  403  403 | 403 403  403
POST /posts/{sams}/comments                in  404 303 303  403 303  303  303 |   in  403 | 403 403  403
POST /posts/{ended}/comments               in  404 403 403  403 403  403  403 |   in  403 | 403 403  403
POST /posts/{hidden}/comments              in  404 303 404  404 303  303  303 |   in  404 | 403 403  403
POST /posts/{draft}/comments               in  404 403 404  404 404  404  404 |   in  404 | 403 404  404
POST /posts/{ottos}/comments               in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
GET  /comments/{said}                      in  404 303 303  303 303  303  303 |  303  303 | 303 303  303
GET  /comments/{hushed}                    in  404 303 303  303 303  303  303 |  303  303 | 303 303  303
GET  /comments/{unsaid}                    in  404 303 303  303 303  303  303 |  303  303 | 303 303  303
GET  /comments/{said_privately}            in  404 303 404  404 303  303  303 |  404  404 | 303 303  303
GET  /comments/{ottos_comment}             in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /comments/{said}/replies              in  404 200 200  200 200  200  200 |  200  200 | 200 200  200
GET  /comments/{said}/edit                 in  404 200 403  403 200  200  200 |  403  403 | 403 403  403
POST /comments/{said}/edit                 in  404 303 403  403 303  303  303 |   in  403 | 403 403  403
POST /comments/{hushed}/edit               in  404 303 404  404 303  303  303 |   in  404 | 403 403  403
POST /comments/{ottos_comment}/edit        in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
GET  /comments/{said}/deletion             in  404 200 403  403 403  403  403 |  403  403 | 403 403  403
POST /comments/{said}/deletion             in  404 303 403  403 403  403  403 |   in  403 | 403 403  403
POST /comments/{ottos_comment}/deletion    in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /comments/{unsaid}/deletion/delete    in  404 303 403  403 403  403  403 |   in  403 | 403 403  403
GET  /comments/{said}/hiding               in  404 403 403  403 200  200  200 |  403  403 | 403 403  403
POST /comments/{said}/hiding               in  404 403 403  403 303  303  303 |   in  403 | 403 403  403
POST /comments/{ottos_comment}/hiding      in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /comments/{hushed}/hiding/delete      in  404 403 404  404 303  303  303 |   in  404 | 403 403  403

GET  /posts/{sams}/history                  in  404 200 403  403 200  200  200 |  403  403 | 200 200  200
GET  /posts/{hidden}/history                in  404 200 404  404 200  200  200 |  404  404 | 200 200  200
GET  /posts/{private}/history               in  404 200 404  404 200  200  200 |  404  404 | 200 200  200
GET  /posts/{draft}/history                 in  404 200 404  404 404  404  404 |  404  404 | 200 404  404
GET  /posts/{gone}/history                  in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /posts/{ottos}/history                 in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /comments/{said}/history               in  404 200 403  403 200  200  200 |  403  403 | 200 200  200
GET  /comments/{hushed}/history             in  404 200 404  404 200  200  200 |  404  404 | 200 200  200
GET  /comments/{unsaid}/history             in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /comments/{said_privately}/history     in  404 200 404  404 200  200  200 |  404  404 | 200 200  200
GET  /comments/{ottos_comment}/history      in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
POST /posts/{edited}/history/1/restoration  in  404 303 403  403 303  303  303 |   in  403 | 403 403  403
POST /posts/{edited}/history/9/restoration  in  404 404 403  403 404  404  404 |   in  403 | 403 403  403
POST /posts/{ottos}/history/1/restoration   in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /comments/{reworded}/history/1/restoration in 404 303 403 403 303 303 303 |   in  403 | 403 403  403
POST /comments/{ottos_comment}/history/1/restoration in 404 404 404 404 404 404 404 | in  404 | 404 404  404

GET  /categories/{slug}                    in  404 200 200  200 200  200  200 |  200  200 | 200 200  200
GET  /categories/ottos-topic               in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /months/{month}                       in  404 200 200  200 200  200  200 |  200  200 | 200 200  200
GET  /authors/{sam}                        in  404 200 200  200 200  200  200 |  200  200 | 200 200  200
GET  /authors/{sue}                        in  404 200 200  200 200  200  200 |  404  404 | 200 200  200
GET  /authors/{otto}                       in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /categories                           in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
POST /categories                           in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
GET  /categories/{topic}/edit              in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
POST /categories/{topic}/edit              in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /categories/{ottos_topic}/edit        in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
POST /categories/{second_topic}/raise      in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /categories/{ottos_topic}/raise       in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
GET  /categories/{topic}/deletion          in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
POST /categories/{topic}/deletion          in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /categories/{default_topic}/deletion  in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
POST /categories/{ottos_topic}/deletion    in  404 403 403  403 403  404  404 |   in  403 | 403 403  404

GET  /new                                   in  404 200 200  200 200  200  403 |  403  403 | 200 200  200
GET  /news                                  in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /posts/{sams}/news                     in  404 400 400  400 400  400  400 |  400  400 | 400 400  400
GET  /posts/{sams}/comments                 in  404 400 400  400 400  400  400 |  400  400 | 400 400  400
POST /new/seen                              in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /new/seen/delete                       in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /posts/{sams}/seen                     in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /posts/{hidden}/seen                   in  404 303 404  404 303  303  403 |   in  403 | 303 303  303
POST /posts/{ottos}/seen                    in  404 404 404  404 404  404  403 |   in  403 | 404 404  404
POST /posts/{sams}/seen/delete              in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /posts/{hidden}/seen/delete            in  404 303 404  404 303  303  403 |   in  403 | 303 303  303
POST /comments/{said}/seen/delete           in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /comments/{hushed}/seen/delete         in  404 303 404  404 303  303  403 |   in  403 | 303 303  303
POST /comments/{ottos_comment}/seen/delete  in  404 404 404  404 404  404  403 |   in  403 | 404 404  404
POST /posts/{sams}/following                in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /posts/{hidden}/muting                 in  404 303 404  404 303  303  403 |   in  403 | 303 303  303
POST /posts/{ottos}/muting                  in  404 404 404  404 404  404  403 |   in  403 | 404 404  404
POST /posts/{sams}/following/delete         in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /posts/{hidden}/muting/delete          in  404 303 404  404 303  303  403 |   in  403 | 303 303  303
POST /categories/{slug}/following           in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /categories/ottos-topic/muting         in  404 404 404  404 404  404  403 |   in  403 | 404 404  404
POST /categories/{slug}/muting/delete       in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /following                             in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /following/delete                      in  404 303 303  303 303  303  403 |   in  403 | 303 303  303

GET  /posts/{sams}/hearts                   in  404 200 200  200 200  200  200 |  403  403 | 200 200  200
GET  /posts/{hidden}/hearts                 in  404 200 404  404 200  200  200 |  404  404 | 200 200  200
GET  /posts/{ottos}/hearts                  in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /comments/{said}/hearts                in  404 200 200  200 200  200  200 |  403  403 | 200 200  200
GET  /comments/{hushed}/hearts              in  404 200 404  404 200  200  200 |  404  404 | 200 200  200
GET  /comments/{said_privately}/hearts      in  404 200 404  404 200  200  200 |  404  404 | 200 200  200
GET  /comments/{ottos_comment}/hearts       in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
POST /posts/{sams}/heart                    in  404 403 303  403 303  303  303 |   in  403 | 403 403  403
POST /posts/{hidden}/heart                  in  404 403 404  404 403  403  403 |   in  404 | 403 403  403
POST /posts/{private}/heart                 in  404 403 404  404 403  403  403 |   in  404 | 403 403  403
POST /posts/{draft}/heart                   in  404 403 404  404 404  404  404 |   in  404 | 403 404  404
POST /posts/{ottos}/heart                   in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /posts/{sams}/heart/delete             in  404 403 303  403 303  303  303 |   in  403 | 403 403  403
POST /posts/{hidden}/heart/delete           in  404 403 404  404 403  403  403 |   in  404 | 403 403  403
POST /comments/{said}/heart                 in  404 403 303  403 303  303  303 |   in  403 | 403 403  403
POST /comments/{hushed}/heart               in  404 403 404  404 403  403  403 |   in  404 | 403 403  403
POST /comments/{unsaid}/heart               in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /comments/{said_privately}/heart       in  404 403 404  404 303  303  303 |   in  404 | 403 403  403
POST /comments/{ottos_comment}/heart        in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /comments/{said}/heart/delete          in  404 403 303  403 303  303  303 |   in  403 | 403 403  403
POST /comments/{hushed}/heart/delete        in  404 403 404  404 403  403  403 |   in  404 | 403 403  403
GET  /bookmarks                             in  404 200 200  200 200  200  403 |  403  403 | 200 200  200
POST /posts/{sams}/bookmark                 in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /posts/{hidden}/bookmark               in  404 303 404  404 303  303  403 |   in  403 | 303 303  303
POST /posts/{ottos}/bookmark                in  404 404 404  404 404  404  403 |   in  403 | 404 404  404
POST /posts/{sams}/bookmark/delete          in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /comments/{said}/bookmark              in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
POST /comments/{hushed}/bookmark            in  404 303 404  404 303  303  403 |   in  403 | 303 303  303
POST /comments/{said_privately}/bookmark    in  404 303 404  404 303  303  403 |   in  403 | 303 303  303
POST /comments/{ottos_comment}/bookmark     in  404 404 404  404 404  404  403 |   in  403 | 404 404  404
POST /comments/{said}/bookmark/delete       in  404 303 303  303 303  303  403 |   in  403 | 303 303  303

GET  /notifications                         in  404 200 200  200 200  200  403 |  403  403 | 200 200  200
GET  /notifications/bell                    in  404 303 303  303 303  303  403 |  403  403 | 303 303  303
POST /notifications/seen                    in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
GET  /notifications/mail                    in  404 200 200  200 200  200  403 |  403  403 | 200 200  200
POST /notifications/mail                    in  404 303 303  303 303  303  403 |   in  403 | 303 303  303
GET  /posts/{announced}/delivery            in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
GET  /posts/{sams}/delivery                 in  404 403 403  403 403  403  403 |  403  403 | 403 403  403
GET  /posts/{ottos}/delivery                in  404 404 404  404 404  404  404 |  404  404 | 404 404  404

GET  /marks                                in  404 200 200  200 200  200  403 |  403  403 | 200 200  200
GET  /marking                              in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /marking.csv                          in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /marking/rubric                       in  404 403 403  403 403  200  200 |  403  403 | 403 403  403
POST /marking/rubric                       in  404 403 403  403 403  303  303 |   in  403 | 403 403  403
GET  /posts/{sams}/marks                   in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /posts/{ottos}/marks                  in  404 403 403  403 404  404  404 |  403  403 | 403 404  404
GET  /posts/{draft}/marks                  in  404 403 403  403 404  404  404 |  403  403 | 403 404  404
GET  /posts/{sams}/marks/{sam}             in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /posts/{edited}/marks/{sam}           in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /posts/{sams}/marks/{sue}             in  404 403 403  403 404  404  404 |  403  403 | 403 404  404
GET  /posts/{ottos}/marks/{otto}           in  404 403 403  403 404  404  404 |  403  403 | 403 404  404
POST /posts/{sams}/marks/{sam}             in  404 403 403  403 303  303  303 |   in  403 | 403 403  403
POST /posts/{sams}/marks/{otto}            in  404 403 403  403 404  404  404 |   in  403 | 403 404  404
POST /posts/{ottos}/marks/{otto}           in  404 403 403  403 404  404  404 |   in  403 | 403 404  404
POST /posts/{first_pin}/marks/{ines}       in  404 403 403  403 403  404  403 |   in  403 | 403 403  404
GET  /posts/{sams}/marks/{sam}/part        in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /posts/{sams}/marks/{sue}/part        in  404 403 403  403 404  404  404 |  403  403 | 403 404  404
POST /posts/{sams}/marks/{sam}/part        in  404 403 403  403 303  303  303 |   in  403 | 403 403  403
GET  /prompts/{prompt}/marks               in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /prompts/{ottos_prompt}/marks         in  404 403 403  403 404  404  404 |  403  403 | 403 404  404
GET  /prompts/{prompt}/marks.csv           in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /prompts/{ottos_prompt}/marks.csv     in  404 403 403  403 404  404  404 |  403  403 | 403 404  404
POST /prompts/{prompt}/marks/release       in  404 403 403  403 303  303  303 |   in  403 | 403 403  403
POST /prompts/{ottos_prompt}/marks/release in  404 403 403  403 404  404  404 |   in  403 | 403 404  404
GET  /prompts/{prompt}/marks/{sue}         in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /prompts/{prompt}/marks/{otto}        in  404 403 403  403 404  404  404 |  403  403 | 403 404  404
POST /prompts/{prompt}/marks/{sue}         in  404 403 403  403 303  303  303 |   in  403 | 403 403  403
POST /prompts/{ottos_prompt}/marks/{sam}   in  404 403 403  403 404  404  404 |   in  403 | 403 404  404
GET  /prompts/{prompt}/rubric              in  404 403 403  403 403  200  200 |  403  403 | 403 403  403
GET  /prompts/{ottos_prompt}/rubric        in  404 403 403  403 403  404  404 |  403  403 | 403 403  403
POST /prompts/{prompt}/rubric              in  404 403 403  403 403  303  303 |   in  403 | 403 403  403
POST /prompts/{prompt}/rubric/deletion     in  404 403 403  403 403  303  303 |   in  403 | 403 403  403
POST /prompts/{ottos_prompt}/rubric/deletion in  404 403 403  403 403  404  404 |   in  403 | 403 403  403
POST /prompts/{prompt}/rubric/deletion/delete in  404 403 403  403 403  303  303 |   in  403 | 403 403  403
GET  /members/{sam}/marks                  in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /members/{rita}/marks                 in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /members/{otto}/marks                 in  404 403 403  403 404  404  404 |  403  403 | 403 404  404
POST /marks/{mark_answered}/release        in  404 403 403  403 303  303  303 |   in  403 | 403 403  403
POST /marks/{ottos_mark}/release           in  404 403 403  403 404  404  404 |   in  403 | 403 404  404
POST /marks/{mark_edited}/release/delete   in  404 403 403  403 303  303  303 |   in  403 | 403 403  403
POST /marks/{ottos_mark}/release/delete    in  404 403 403  403 404  404  404 |   in  403 | 403 404  404
POST /marks/{mark_edited}/deletion         in  404 403 403  403 303  303  303 |   in  403 | 403 403  403
POST /marks/{ottos_mark}/deletion          in  404 403 403  403 404  404  404 |   in  403 | 403 404  404
POST /marks/{mark_ended}/deletion/delete   in  404 403 403  403 404  303  404 |   in  403 | 403 404  403
POST /marks/{ottos_mark}/deletion/delete   in  404 403 403  403 404  404  404 |   in  403 | 403 404  404
GET  /prompts                               in  404 200 200  200 200  200  200 |  403  403 | 200 200  200
POST /prompts                               in  404 403 403  403 403  303  303 |   in  403 | 403 403  403
GET  /prompts/new                           in  404 403 403  403 403  200  200 |  403  403 | 403 403  403
GET  /prompts/{asked}                       in  404 200 200  200 200  200  200 |  404  404 | 200 200  200
GET  /prompts/{coming}                      in  404 404 404  404 200  200  200 |  404  404 | 404 200  200
GET  /prompts/{for_tuesday}                 in  404 404 200  404 200  200  200 |  404  404 | 404 200  200
GET  /prompts/{unasked}                     in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /prompts/{ottos_prompt}                in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /prompts/{asked}/edit                  in  404 403 403  403 403  200  200 |  404  404 | 403 403  403
POST /prompts/{asked}/edit                  in  404 403 403  403 403  303  303 |   in  404 | 403 403  403
POST /prompts/{ottos_prompt}/edit           in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
GET  /prompts/{asked}/deletion              in  404 403 403  403 403  200  200 |  404  404 | 403 403  403
POST /prompts/{asked}/deletion              in  404 403 403  403 403  303  303 |   in  404 | 403 403  403
POST /prompts/{ottos_prompt}/deletion       in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /prompts/{unasked}/deletion/delete     in  404 403 403  403 403  303  303 |   in  403 | 403 403  403
POST /prompts/{ottos_prompt}/deletion/delete in 404 404 404  404 404  404  404 |   in  404 | 404 404  404
GET  /prompts/{asked}/board                 in  404 403 403  403 200  200  200 |  404  404 | 403 200  200
GET  /prompts/{for_tuesday}/board           in  404 404 403  404 200  200  200 |  404  404 | 404 200  200
GET  /prompts/{ottos_prompt}/board          in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /prompts/{asked}/board/extensions/user-{sue} in 404 403 403 403 200 200 200 | 404 404 | 403 403 403
POST /prompts/{asked}/board/extensions/user-{sue} in 404 403 403 403 303 303 303 |  in 404 | 403 403 403
POST /prompts/{asked}/board/extensions/section-{tuesday} in 404 403 403 403 303 303 303 | in 404 | 403 403 403
POST /prompts/{asked}/board/extensions/user-{otto} in 404 403 403 403 404 404 404 | in 404 | 403 403 403
POST /prompts/{asked}/board/excuses/user-{sue} in 404 403 403 403 303 303 303 |  in 404 | 403 403 403
POST /prompts/{asked}/board/excuses/user-{ines} in 404 403 403 403 404 404 404 | in 404 | 403 403 403
POST /prompts/{asked}/board/excuses/user-{sue}/delete in 404 403 403 403 303 303 303 | in 404 | 403 403 403
POST /prompts/{asked}/board/arrangements/user-{sue} in 404 403 403 403 303 303 303 | in 404 | 403 403 403
POST /prompts/{asked}/board/arrangements/user-{sue}/delete in 404 403 403 403 303 303 303 |in 404| 403 403 403
POST /prompts/{ottos_prompt}/board/excuses/user-{otto} in 404 404 404 404 404 404 404 | in 404 | 404 404 404
GET  /prompts/{asked}/board/messages        in  404 403 403  403 200  200  200 |  404  404 | 403 403  403
POST /prompts/{asked}/board/messages        in  404 403 403  403 422  422  422 |   in  404 | 403 403  403
GET  /prompts/{ottos_prompt}/board/messages in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /calendar                              in  404 200 200  200 200  200  200 |  403  403 | 200 200  200
POST /calendar                              in  404 303 303  303 303  303  303 |   in  403 | 303 303  303

GET  /prompts/{asked}/unanswered            in  404 200 200  200 200  200  200 |  404  404 | 200 200  200
GET  /prompts/{ottos_prompt}/unanswered     in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /unanswered                            in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /prompts/{given}/sharing               in  404 403 403  403 403  200  200 |  404  404 | 403 403  403
POST /prompts/{given}/sharing               in  404 403 403  403 403  303  303 |   in  404 | 403 403  403
POST /prompts/{ottos_prompt}/sharing        in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /prompts/{given}/sharing/delete        in  404 403 403  403 403  303  303 |   in  404 | 403 403  403
POST /prompts/{ottos_prompt}/sharing/delete in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
POST /prompts/{given}/allotments            in  404 403 403  403 403  303  303 |   in  404 | 403 403  403
POST /prompts/{ottos_prompt}/allotments     in  404 404 404  404 404  404  404 |   in  404 | 404 404  404
GET  /prompts/{given}/reviews               in  404 403 403  403 200  200  200 |  404  404 | 403 200  200
GET  /prompts/{ottos_prompt}/reviews        in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /posts/{reviewed}/reviews              in  404 200 200  200 200  200  200 |  200  200 | 200 200  200
GET  /posts/{ottos}/reviews                 in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /posts/{reviewed}/reviews/new          in  404 403 200  403 403  403  403 |  403  403 | 403 403  403
POST /posts/{reviewed}/reviews              in  404 403 303  403 403  403  403 |   in  403 | 403 403  403
GET  /posts/{sams}/reviews/new              in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
POST /posts/{ottos}/reviews                 in  404 404 404  404 404  404  404 |   in  404 | 404 404  404

GET  /search                               in  404 200 200  200 200  200  200 |  200  200 | 200 200  200

GET  /members                              in  404 200 200  200 200  200  200 |  403  403 | 200 200  200
GET  /members/new                          in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
POST /members/new                          in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
GET  /members/{sue}                        in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
GET  /members/{otto}                       in  404 403 403  403 403  404  404 |  403  403 | 403 403  404
GET  /members/{rita}                       in  404 403 403  403 403  404  404 |  403  403 | 403 403  404
POST /members/{sue}/role                   in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /members/{ines}/role                  in  404 403 403  403 403  422  303 |   in  403 | 403 403  422
POST /members/{otto}/role                  in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
POST /members/{sue}/remove                 in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /members/{ines}/remove                in  404 403 403  403 403  422  303 |   in  403 | 403 403  422
POST /members/{otto}/remove                in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
POST /members/{rita}/restore               in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /members/{otto}/restore               in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
GET  /members/{nils}                       in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
POST /members/{nils}/welcome               in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /members/{sue}/welcome                in  404 403 403  403 403  409  409 |   in  403 | 403 403  409
POST /members/{otto}/welcome               in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
POST /members/{rita}/welcome               in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
POST /members/{sue}/sections               in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /members/{otto}/sections              in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
GET  /members/roster                       in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
POST /members/roster                       in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
GET  /members/roster/{upload}              in  404 403 403  403 403  200  404 |  403  403 | 403 403  200
GET  /members/roster/{upload}/faulty.csv   in  404 403 403  403 403  200  404 |  403  403 | 403 403  200
POST /members/roster/{upload}/application  in  404 403 403  403 403  303  404 |   in  403 | 403 403  303
GET  /members/roster/{applied}             in  404 403 403  403 403  200  404 |  403  403 | 403 403  200
GET  /members/roster/{ottos_upload}        in  404 403 403  403 403  404  404 |  403  403 | 403 403  404
POST /members/roster/{ottos_upload}/application in 404 403 403 403 403 404 404 |  in  403 | 403 403  404
GET  /members/roster.csv                   in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
POST /members/welcome                      in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
GET  /sections                             in  404 200 200  200 200  200  200 |  403  403 | 200 200  200
POST /sections                             in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /sections/lots                        in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
GET  /sections/{section}                   in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
GET  /sections/{ottos_section}             in  404 403 403  403 403  404  404 |  403  403 | 403 403  404
POST /sections/{section}/name              in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /sections/{ottos_section}/name        in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
POST /sections/{second_section}/raise      in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /sections/{ottos_section}/raise       in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
POST /sections/{section}/people            in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /sections/{ottos_section}/people      in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
POST /sections/{section}/people/moving     in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /sections/{ottos_section}/people/moving in 404 403 403 403 403  404  404 |   in  403 | 403 403  404
GET  /sections/{section}/deletion          in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
POST /sections/{section}/deletion          in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /sections/{ottos_section}/deletion    in  404 403 403  403 403  404  404 |   in  403 | 403 403  404
GET  /people                               in  404 404 404  404 404  404  404 |  403  403 | 404 404  404
GET  /participation                        in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /participation.csv                    in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /participation.xlsx                   in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /participation/answers                in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /participation/silent                 in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /participation/messages               in  404 403 403  403 200  200  200 |  403  403 | 403 403  403
POST /participation/messages               in  404 403 403  403 422  422  422 |   in  403 | 403 403  403
GET  /participation/definitions            in  404 200 200  403 200  200  200 |  403  403 | 200 200  200
GET  /participation/me                     in  404 200 200  403 303  303  303 |  403  403 | 200 303  303
GET  /participation/{sam}                  in  404 403 403  403 200  200  200 |  403  403 | 403 200  200
GET  /participation/{otto}                 in  404 403 403  403 404  404  404 |  403  403 | 403 404  404
GET  /participation/{rita}                 in  404 403 403  403 404  404  404 |  403  403 | 403 404  404
GET  /participation/{ines}                 in  404 403 403  403 404  404  404 |  403  403 | 403 404  404
GET  /invitations                          in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
GET  /invitations/new                      in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
POST /invitations/new                      in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /invitations/{invitation}/revoke      in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /invitations/{ottos_invitation}/revoke in 404 403 403  403 403  404  404 |   in  403 | 403 403  404
GET  /invitations/mail                     in  404 403 403  403 403  200  200 |  403  403 | 403 403  403
POST /invitations/mail                     in  404 403 403  403 403  303  303 |   in  403 | 403 403  403
POST /invitations/mail/again               in  404 403 403  403 403  303  303 |   in  403 | 403 403  403
POST /invitations/{by_mail}/mail           in  404 403 403  403 403  303  303 |   in  403 | 403 403  403
POST /invitations/{by_mail}/revoke         in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /invitations/{revoked_mail}/mail      in  404 403 403  403 403  409  409 |   in  403 | 403 403  403
POST /invitations/{invitation}/mail        in  404 403 403  403 403  404  404 |   in  403 | 403 403  403
POST /invitations/{ottos_invitation}/mail  in  404 403 403  403 403  404  404 |   in  403 | 403 403  403
GET  /feed.atom                            in  404 200 200  200 200  200  200 |  200  200 | 200 200  200
GET  /categories/{slug}/feed.atom          in  404 200 200  200 200  200  200 |  200  200 | 200 200  200
GET  /categories/ottos-topic/feed.atom     in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /authors/{sam}/feed.atom              in  404 200 200  200 200  200  200 |  200  200 | 200 200  200
GET  /authors/{sue}/feed.atom              in  404 200 200  200 200  200  200 |  404  404 | 200 200  200
GET  /authors/{otto}/feed.atom             in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /posts/{sams}/comments.atom           in  404 200 200  200 200  200  200 |  200  200 | 200 200  200
GET  /posts/{hidden}/comments.atom         in  404 200 404  404 200  200  200 |  404  404 | 200 200  200
GET  /posts/{private}/comments.atom        in  404 200 404  404 200  200  200 |  404  404 | 200 200  200
GET  /posts/{draft}/comments.atom          in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /posts/{gone}/comments.atom           in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /posts/{ottos}/comments.atom          in  404 404 404  404 404  404  404 |  404  404 | 404 404  404
GET  /feeds                                in  404 200 200  200 200  200  200 |  200  200 | 200 200  200
POST /feeds/address                        in  404 303 303  303 303  303  303 |   in  403 | 303 303  303
POST /feeds/address/delete                 in  404 303 303  303 303  303  303 |   in  403 | 303 303  303
GET  /settings                             in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
POST /settings                             in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
GET  /settings/closing                     in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
POST /settings/closing                     in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
POST /settings/closing/delete              in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
GET  /settings/retention                   in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
POST /settings/retention                   in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
GET  /settings/copy                        in  404 403 403  403 403  200  200 |  403  403 | 403 403  200
GET  /settings/copy/preview                in  404 403 403  403 403  422  422 |  403  403 | 403 403  422
POST /settings/copy                        in  404 403 403  403 403  303  303 |   in  403 | 403 403  303
"""

# --- Outside -----------------------------------------------------------------------------------------
# by_mail was mailed to somebody without an account, to_otto to otto; ottos_link was mailed to otto, too,
# newcomers_link to somebody without an account. Whoever holds the key in the address of a feed reads as its
# owner: sam, otto, or rita, who had one when she was in the class. Who has the way out of sam's mail may stop
# it, without a token: programs do so for him.

OUTSIDE = """
#                                        vera otto sam sue olga asa ines adam
GET  /                                    200  303 303 303  303 303  303  200
GET  /robots.txt                          200  200 200 200  200 200  200  200
GET  /keys                                200  200 200 200  200 200  200  200
GET  /courses/new                          in  403 403 403  403 403  403  200
POST /courses/new                          in  403 403 403  403 403  403  303
GET  /courses/copies/{asked_copy}          in  403 403 403  403 403  403  200
GET  /courses/copies/999999999             in  403 403 403  403 403  403  404
POST /courses/copies/{asked_copy}          in  403 403 403  403 403  403  303
POST /courses/copies/{asked_copy}/delete   in  403 403 403  403 403  403  303
GET  /courses/supply-chains/purge          in  403 403 403  403 403  403  200
POST /courses/supply-chains/purge          in  403 403 403  403 403  403  409
GET  /courses/{bygone}/purge               in  403 403 403  403 403  403  200
POST /courses/{bygone}/purge               in  403 403 403  403 403  403  303
GET  /courses/no-such-class/purge          in  403 403 403  403 403  403  404
GET  /sign-in                             200  303 303 303  303 303  303  303
POST /sign-in                             303  303 303 303  303 303  303  303
POST /sign-out                             in   in  in  in   in  in   in   in
POST /sign-out-everywhere                  in   in  in  in   in  in   in   in
GET  /reset                               200  200 200 200  200 200  200  200
POST /reset                               303  303 303 303  303 303  303  303
GET  /reset/sent                          200  200 200 200  200 200  200  200
GET  /reset/{reset_link}                  200  200 200 200  200 200  200  200
POST /reset/{reset_link}                  303  303 303 303  303 303  303  303
GET  /reset/{confirm_link}                404  404 404 404  404 404  404  404
POST /reset/{confirm_link}                404  404 404 404  404 404  404  404
GET  /confirm/{confirm_link}              200  200 200 200  200 200  200  200
POST /confirm/{confirm_link}               in  303 303 303  303 303  303  303
POST /confirm/{reset_link}                404  404 404 404  404 404  404  404
GET  /kept                                 in  303 200 303  303 303  303  303
POST /kept/delete                          in  303 303 303  303 303  303  303
GET  /drafts                               in  200 200 200  200 200  200  200
GET  /drafts/{sams_words}                  in  404 200 404  404 404  404  404
POST /drafts/{sams_words}/ending           in  404 303 404  404 404  404  404
POST /drafts/{sams_waste}/ending/delete    in  404 303 404  404 404  404  404
GET  /settings                             in  200 200 200  200 200  200  200
POST /settings/name                        in  303 303 303  303 303  303  303
POST /settings/handle                      in  303 303 303  303 303  303  303
POST /settings/keys                        in  303 303 303  303 303  303  303
POST /settings/email                       in  303 303 303  303 303  303  303
POST /settings/email/confirm               in  303 303 303  303 303  303  303
POST /settings/password                    in  303 303 303  303 303  303  303
POST /settings/sessions/delete             in  303 303 303  303 303  303  303
POST /settings/sessions/{sams_phone}/delete in 404 303 404  404 404  404  404
GET  /join/{invitation_link}              200  200 303 303  303 303  303  200
POST /join/{invitation_link}              303  303 303 303  303 303  303  303
GET  /join/{for_a_domain_link}            200  200 303 303  303 303  303  200
POST /join/{for_a_domain_link}            422  403 303 303  303 303  303  403
GET  /join/{revoked_link}                 410  410 303 303  303 303  303  410
POST /join/{revoked_link}                 410  410 303 303  303 303  303  410
GET  /unsubscribe/{sams_way_out}          200  200 200 200  200 200  200  200
POST /unsubscribe/{sams_way_out}          200  200 200 200  200 200  200  200
POST /unsubscribe/{sams_way_out}/delete   200  200 200 200  200 200  200  200
GET  /unsubscribe/made-up                 404  404 404 404  404 404  404  404
POST /unsubscribe/made-up                 404  404 404 404  404 404  404  404
POST /unsubscribe/made-up/delete          404  404 404 404  404 404  404  404
GET  /join/{by_mail_link}                 200  200 303 303  303 303  303  200
POST /join/{by_mail_link}                 303  403 303 303  303 303  303  403
POST /join/{by_mail_link}/decline         303  303 303 303  303 303  303  303
GET  /join/{to_otto_link}                 200  200 303 303  303 303  303  200
POST /join/{to_otto_link}                  in  303 303 303  303 303  303  403
GET  /join/{revoked_mail_link}            410  410 303 303  303 303  303  410
POST /join/{revoked_mail_link}/decline    410  410 410 410  410 410  410  410
POST /join/{invitation_link}/decline      404  404 404 404  404 404  404  404
GET  /join/made-up                        404  404 404 404  404 404  404  404
POST /join/made-up                        404  404 404 404  404 404  404  404
GET  /join/mailed/{newcomers_link}        200  200 200 200  200 200  200  200
POST /join/mailed/{newcomers_link}        303  303 303 303  303 303  303  303
GET  /join/mailed/{ottos_link}             in  200 403 403  403 403  403  403
POST /join/mailed/{ottos_link}             in  303 403 403  403 403  403  403
GET  /join/mailed/made-up                 410  410 410 410  410 410  410  410
POST /join/mailed/made-up                 410  410 410 410  410 410  410  410
GET  /feeds/{sams_feed}/feed.atom         200  200 200 200  200 200  200  200
GET  /feeds/{sams_feed}/categories/{slug}/feed.atom 200 200 200 200 200 200 200 200
GET  /feeds/{sams_feed}/authors/{sam}/feed.atom 200 200 200 200  200 200  200  200
GET  /feeds/{sams_feed}/authors/{otto}/feed.atom 404 404 404 404 404 404  404  404
GET  /feeds/{sams_feed}/posts/{sams}/comments.atom 200 200 200 200 200 200 200 200
GET  /feeds/{sams_feed}/posts/{hidden}/comments.atom 200 200 200 200 200 200 200 200
GET  /feeds/{sams_feed}/posts/{draft}/comments.atom 404 404 404 404 404 404 404 404
GET  /feeds/{sams_feed}/posts/{ottos}/comments.atom 404 404 404 404 404 404 404 404
GET  /feeds/{ottos_feed}/categories/{slug}/feed.atom 404 404 404 404 404 404 404 404
GET  /feeds/{ottos_feed}/authors/{sam}/feed.atom 404 404 404 404 404 404  404  404
GET  /feeds/{ottos_feed}/posts/{sams}/comments.atom 404 404 404 404 404 404 404 404
GET  /feeds/{sams_feed}/calendar.ics      200  200 200 200  200 200  200  200
GET  /feeds/{ritas_feed}/calendar.ics     404  404 404 404  404 404  404  404
GET  /feeds/{ritas_feed}/feed.atom        404  404 404 404  404 404  404  404
GET  /feeds/made-up/feed.atom             404  404 404 404  404 404  404  404
"""

# What a form sends, by the end of its address; the others send nothing but their token.
FORMS: dict[str, dict[str, Any]] = {
    "/notifications/mail": {"pace": "weekly", "hour": "7", "weekday": "0", "zone": ""},
    "/posts": TEXT,
    "/drafts": TEXT | WORDS,
    "/prompts": ASKED,
    "/sharing": {"each": "2", "whom": "author", "questions-0-wording": "Why?", "questions-0-highest": ""},
    "/posts/{reviewed}/reviews": {"answer_1": "It is brave.", "body": "", "seen": "0"},
    "/prompts/{asked}/edit": ASKED,
    "/prompts/{ottos_prompt}/edit": ASKED,
    "/extensions/user-{sue}": MORE_TIME,
    "/extensions/section-{tuesday}": MORE_TIME,
    "/preview": TEXT | WORDS,
    "/edit": TEXT | {"name": "Another name", "seen": "0"},
    "/hiding": WHY,
    "/marks/{sam}": TOLD,
    "/marks/{sue}": TOLD,
    "/marks/{sam}/part": TOLD,
    "/marks/{ines}": TOLD,
    "/rubric": {
        "criteria-0-name": "Argument",
        "criteria-0-points": "6",
        "criteria-0-description": "Reasons for it.",  # as furniture.py has it: nothing changes
    },
    "/restoration": {"seen": "1798761600000000"},  # furniture.EDITED_AT
    "/comments": {"body": "I see it otherwise."},
    "/categories": {"name": "Interviews", "description": ""},
    "/members/roster": {"pasted": "email,name\nnora@uni.example,Nora", "domain": ""},
    "/application": {"seen": "{seen}"},
    "/sections": {"name": "Section C", "grouping": "section"},
    "/members/{sue}/sections": {"tied": "y"},
    "/sections/lots": {"many": "2"},
    "/name": {"name": "Another section"},
    "/sections/{section}/people": {"people": ["1", "2", "3", "4", "5"], "alone": "y"},
    "/sections/{section}/people/moving": {"people": ["1", "2", "3", "4", "5"], "to": ""},
    "/sections/{section}/deletion": {"places": "2"},
    "/members/new": {"email": email("otto"), "role": "student"},
    "/role": {"role": "observer"},
    "/invitations/new": {"role": "student"},
    "/invitations/mail": {"addresses": "Nora <nora@uni.example>, norbert@uni.example", "role": "student"},
    CLASS + "/settings": COURSE,
    "/settings/copy": COPY,
    "/courses/copies/{asked_copy}": {"slug": "once-more"},
    "/courses/{bygone}/purge": {"slug": "bygone"},
    "/courses/new": COURSE | {"slug": "a-new-class"},
    "/sign-in": {"email": email("sam"), "password": PASSWORD},
    "/reset": {"email": email("sam")},
    "/reset/{reset_link}": {"password": SOMEBODY["password"]},
    "/settings/name": {"name": "Somebody Else"},
    "/settings/handle": {"handle": "somebody-else"},
    "/settings/email": {"email": "another@example.org", "email_password": PASSWORD},
    "/settings/password": {"current_password": PASSWORD, "new_password": SOMEBODY["password"]},
    "/join/{invitation_link}": SOMEBODY,
    "/join/{for_a_domain_link}": SOMEBODY,
    "/join/{by_mail_link}": SOMEBODY,
    "/join/mailed/{newcomers_link}": SOMEBODY,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: who is answered what, in the three kinds of class."""

    method: str
    path: str
    usually: dict[str, str]
    public: dict[str, str]
    closed: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def form(self) -> dict[str, Any]:
        """What is sent, without the token."""
        ends = [end for end in FORMS if self.path.endswith(end)]
        return FORMS[max(ends, key=len)] if ends else {}

    @property
    def doer(self) -> str:
        """Return somebody for whom this address does what it is for; vera where it is for nobody."""
        order = ("ines", "adam", "sam", "sue", "otto", "vera")
        return next((who for who in order if self.usually[who] in ("200", "303", "in")), "vera")


def _lines(table: str, prefix: str = "") -> list[Line]:
    rows = (row for row in table.splitlines() if row and not row.startswith("#"))
    return [_line(row, prefix) for row in rows]


def _line(row: str, prefix: str) -> Line:
    first, *more = row.split("|")
    method, path, *usually = first.split()
    public, closed = (group.split() for group in more or ("", ""))
    return Line(
        method,
        prefix + path,
        dict(zip(PEOPLE, usually, strict=True)),
        dict(zip(("vera", "otto"), public, strict=bool(prefix))),
        dict(zip(("sam", "asa", "ines"), closed, strict=bool(prefix))),
    )


LINES = [*_lines(INSIDE, CLASS), *_lines(OUTSIDE)]
UNSAFE = [line for line in LINES if line.method != "GET" and not line.path.startswith("/unsubscribe/")]
