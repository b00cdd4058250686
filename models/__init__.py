"""Every table of the service; importing this package makes the metadata whole."""

from models.accused import BarredDepartment
from models.annual import AnnualFigure, AnnualFile, AnnualReport, AnnualReturn, AnnualYear
from models.assignment import Assignment
from models.attachment import Attachment, AttachmentCopy
from models.breach import BreachRecord
from models.calendar import CalendarChange, CalendarDay
from models.case import Case, Counter, Letter
from models.clock import Clock, ClockExtension, ClockPause, ClockReading, ClockTerm
from models.comment import Comment, CommentBand, EarlierText, Opinion, OpinionComment
from models.comment_decision import CommentDecision
from models.comment_period import (
    CommentPeriod,
    CommentResult,
    CommentResultFile,
    DraftPassage,
    DraftVersion,
    Hearing,
    HearingRegistration,
)
from models.consent import Consent
from models.counts import ClosedDay, DailyCount, MonthlyCount
from models.department import Department, Mailbox
from models.digest import Bulletin, Demand, Digest, DigestFile, DigestIssue
from models.disclosure import DisclosureRequest
from models.draft_file import DraftFile, DraftTelling
from models.event import CaseEvent, SealedDay, SystemChain
from models.heartbeat import Heartbeat
from models.identity import Identity
from models.identity_document import IdentityDocument
from models.notice import Notice, OutboxChannel
from models.paper import NumbersElsewhere, Paper, PaperFile
from models.period_lengthening import PeriodLengthening
from models.publication import Publication, Revision
from models.puzzle import SolvedPuzzle
from models.redaction import Redaction, RedactionMark
from models.remedy import AnswerConflict, Conferring, ConferringAnswer, QuestionPrint, Remedy
from models.reply import Reply
from models.request_reply import RequestDocument, RequestReply
from models.request_result import RequestResult
from models.request_steps import Consultation, Correction, ExcessInquiry, Fee
from models.retention import RetentionRun
from models.reveal import IdentityReveal
from models.rights import RightsRequest
from models.rung import LadderTerm, Rung, RungTelling
from models.staff import BootstrapToken, FactorReset, RecoveryCode, SignInFailure, Staff, StaffSession

__all__ = [
    "AnnualFigure", "AnnualFile", "AnnualReport", "AnnualReturn", "AnnualYear", "AnswerConflict", "Assignment",
    "Attachment", "AttachmentCopy", "BarredDepartment", "BootstrapToken", "BreachRecord", "Bulletin",
    "CalendarChange", "CalendarDay", "Case", "CaseEvent", "Clock", "ClockExtension", "ClockPause", "ClockReading",
    "ClockTerm", "ClosedDay", "Comment", "CommentBand", "CommentDecision", "CommentPeriod", "CommentResult",
    "CommentResultFile",
    "Conferring", "ConferringAnswer", "Consent", "Consultation", "Correction", "Counter", "DailyCount", "Demand",
    "Department", "Digest", "DigestFile", "DigestIssue", "DisclosureRequest", "DraftFile", "DraftPassage",
    "DraftTelling", "DraftVersion",
    "EarlierText", "ExcessInquiry", "FactorReset", "Fee", "Hearing", "HearingRegistration", "Heartbeat", "Identity",
    "IdentityDocument", "IdentityReveal", "LadderTerm", "Letter", "Mailbox", "MonthlyCount", "Notice",
    "NumbersElsewhere", "Opinion", "OpinionComment", "OutboxChannel", "Paper", "PaperFile", "PeriodLengthening",
    "Publication",
    "QuestionPrint", "RecoveryCode", "Redaction", "RedactionMark", "Remedy", "Reply", "RequestDocument",
    "RequestReply", "RequestResult", "RetentionRun", "Revision", "RightsRequest", "Rung", "RungTelling",
    "SealedDay", "SignInFailure", "SolvedPuzzle", "Staff", "StaffSession", "SystemChain",
]
