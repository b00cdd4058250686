"""Every table of the service; importing this package makes the metadata whole."""

from models.assignment import Assignment
from models.attachment import Attachment, AttachmentCopy
from models.calendar import CalendarChange, CalendarDay
from models.case import Case, Counter, Letter
from models.clock import Clock, ClockExtension, ClockPause, ClockReading, ClockTerm
from models.department import Department, Mailbox
from models.event import CaseEvent, SealedDay, SystemChain
from models.heartbeat import Heartbeat
from models.identity import Identity
from models.notice import Notice, OutboxChannel
from models.publication import Publication, Revision
from models.puzzle import SolvedPuzzle
from models.reply import Reply
from models.rung import LadderTerm, Rung, RungTelling
from models.staff import BootstrapToken, SignInFailure, Staff

__all__ = [
    "Assignment", "Attachment", "AttachmentCopy", "BootstrapToken", "CalendarChange", "CalendarDay", "Case",
    "CaseEvent", "Clock", "ClockExtension", "ClockPause", "ClockReading", "ClockTerm", "Counter", "Department",
    "Heartbeat", "Identity", "LadderTerm", "Letter", "Mailbox", "Notice", "OutboxChannel", "Publication", "Reply",
    "Revision", "Rung", "RungTelling", "SealedDay", "SignInFailure", "SolvedPuzzle", "Staff", "SystemChain",
]
