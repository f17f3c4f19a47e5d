"""placeholder"""

import re


def named(html: str) -> list[int]:
    return [int(i) for i in re.findall(r'class="mention" href="[^"]*/authors/(\d+)"', html)]
