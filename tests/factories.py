"""Posts and comments for stories, made by the same actions that the site uses."""
