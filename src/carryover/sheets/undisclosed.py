"""Words that tell a disability or a diagnosis: a card for somebody from outside says what to do, never what is wrong.

Pure. The list holds the thirteen categories of IDEA (34 CFR 300.8(c)) and the names met most in plans, English and
Spanish. Whoever makes the card reads it first, because no list knows everything.
"""

from __future__ import annotations

import re

_NAMED = r"""
autis(?:m|tic|ta|mo) asperger(?:'s|’s)?(?:\ syndrome)? deaf(?:ness)? deaf-?blind(?:ness)? blindness
emotional(?:ly)?\ disturb(?:ance|ed) hearing\ impair(?:ment|ed) intellectual\ disabilit(?:y|ies)
multiple\ disabilities orthopedic\ impairments? other\ health\ impair(?:ments?|ed) learning\ disabilit(?:y|ies)
(?:speech|language|speech\ or\ language)\ impair(?:ments?|ed) traumatic\ brain\ injur(?:y|ies)
(?:visual|vision)(?:ly)?\ impair(?:ments?|ed) developmental\ delays? developmental\ disabilit(?:y|ies)
attention[\ -]deficit(?:[\ /-]hyperactivity)?(?:\ disorder)? dyslexi[ac] dyscalculia dysgraphia dyspraxia apraxia
down(?:'s|’s)?\ syndrome cerebral\ palsy epilep(?:sy|tic) tourette(?:'s|’s)?(?:\ syndrome)? bipolar(?:\ disorder)?
schizo\w+ (?:major\ |clinical\ )?depression anxiety\ disorders? obsessive[\ -]compulsive(?:\ disorder)?
oppositional(?:[\ -]defiant)?(?:\ disorder)? conduct\ disorder post-?traumatic\ stress(?:\ disorder)?
(?:reactive\ )?attachment\ disorder f(?:o)?etal\ alcohol(?:\ \w+){0,2} fragile\ x(?:\ syndrome)? rett\ syndrome
selective(?:ly)?\ mut(?:e|ism) spina\ bifida muscular\ dystrophy mental(?:ly)?\ (?:retard(?:ation|ed)|illness|ill)
sensory\ processing\ disorder (?:\w+\ )?disabilit(?:y|ies) disabled diagnos(?:is|es|ed)
dislexia epilepsia s[ií]ndrome\ de\ \w+ par[aá]lisis\ cerebral discapacidad(?:es)?(?:\ \w+)? trastornos?\ \w+
sord[oa]s? diagn[oó]stico
"""
_LETTERS = "ADHD ADD ASD OCD ODD PTSD TBI FASD SLD OHI EBD DCD GAD TDAH TEA"
_TELLS = re.compile(
    r"(?<!\w)(?:(?i:" + "|".join(re.split(r"(?<!\\)\s+", _NAMED.strip())) + r")|"
    "(?:" + "|".join(_LETTERS.split()) + r"))(?!\w)"
)


def without_diagnosis(line: str, instead: str) -> str:
    """The line with `instead` where it names a disability; what to do stays."""
    return _TELLS.sub(lambda _found: instead, line)


def tells_diagnosis(line: str) -> bool:
    """Whether the line names a disability in a word that the list knows."""
    return _TELLS.search(line) is not None
