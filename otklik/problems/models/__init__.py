"""Problems, suspicions, words to all, repeated requests, triage."""

from otklik.problems.models.joining import How, Joining
from otklik.problems.models.problem import Problem, State
from otklik.problems.models.repetition import Again, Repetition
from otklik.problems.models.saying import Copy, CopyState, Say, SayText, What
from otklik.problems.models.suspicion import Suspect, Suspicion, Verdict
from otklik.problems.models.triage import Class, LeaderShare, Triage

__all__ = [
    "Again",
    "Class",
    "Copy",
    "CopyState",
    "How",
    "Joining",
    "LeaderShare",
    "Problem",
    "Repetition",
    "Say",
    "SayText",
    "State",
    "Suspect",
    "Suspicion",
    "Triage",
    "Verdict",
    "What",
]
