"""The shared look: tokens, components, template tags, the thread strip and the page frames.

Promises: knows no student, stores nothing and asks nothing of the database. Every page of the desk stands in
one of its frames, every control meets WCAG 2.2 AA, and nothing on a page needs an inline style or an inline
script.
"""

from __future__ import annotations
