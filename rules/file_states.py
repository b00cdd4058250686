"""What is known of a stored file: what the scanner said, whether a copy without metadata was made, and what follows."""

from __future__ import annotations

from enum import StrEnum

# A copy is tried this often before it is given up: what breaks off three times is the file's fault.
COPY_ATTEMPTS = 3


class ScanState(StrEnum):
    """What the virus scanner said. `off`: there was none when the file came."""

    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNABLE = "unscannable"
    OFF = "off"


class CopyState(StrEnum):
    """Whether the copies that may leave were made."""

    PENDING = "pending"
    READY = "ready"
    REFUSED = "refused"


class CopyKind(StrEnum):
    """`leaving`: the whole file without metadata; `preview`: a small picture to look at."""

    LEAVING = "leaving"
    PREVIEW = "preview"


class CopyRefusal(StrEnum):
    """Why no copy without metadata can be made. Those of PASSING get some tries, the others are final at once."""

    UNREADABLE = "unreadable"
    TOO_MANY_PIXELS = "too_many_pixels"
    FOREIGN_PART = "foreign_part"
    ENCRYPTED = "encrypted"
    INFECTED = "infected"
    CRASHED = "crashed"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"


class FileRefused(Exception):
    """No copy can be made of a file; `reason` says why."""

    def __init__(self, reason: CopyRefusal) -> None:
        super().__init__(reason)
        self.reason = reason


PASSING = frozenset({CopyRefusal.CRASHED, CopyRefusal.TOO_SLOW, CopyRefusal.TOO_MUCH_MEMORY})
SCAN_LABELS: dict[ScanState, str] = {
    ScanState.PENDING: "等待查毒", ScanState.CLEAN: "查毒通过", ScanState.INFECTED: "查出病毒，不能打开",
    ScanState.UNSCANNABLE: "查不了毒", ScanState.OFF: "未扫描"}
COPY_LABELS: dict[CopyState, str] = {
    CopyState.PENDING: "正在制作去除隐藏信息的副本", CopyState.READY: "", CopyState.REFUSED: "做不出去除隐藏信息的副本"}
REFUSAL_WORDS: dict[CopyRefusal, str] = {
    CopyRefusal.UNREADABLE: "内容损坏，读不出来", CopyRefusal.TOO_MANY_PIXELS: "图片的像素太多",
    CopyRefusal.FOREIGN_PART: "里面有不能去除信息的图片", CopyRefusal.ENCRYPTED: "加了密码",
    CopyRefusal.INFECTED: "有病毒", CopyRefusal.CRASHED: "内容异常", CopyRefusal.TOO_SLOW: "处理起来太久",
    CopyRefusal.TOO_MUCH_MEMORY: "解开后太大"}
SCAN_WARNINGS: dict[ScanState, str] = {
    ScanState.PENDING: "这个文件还没有查毒。可以等几分钟再来；急着看，请在能隔离病毒的电脑上打开。",
    ScanState.UNSCANNABLE: "这个文件查不了毒，里面有什么不清楚。请只在能隔离病毒的电脑上打开。",
    ScanState.OFF: "本系统没有接上查毒程序，这个文件没有查过毒。请先用电脑上的杀毒软件检查，再打开。"}
ORIGINAL_WARNING = ("这是来信人寄来的原件，里面可能有拍摄地点、作者姓名、修改记录等隐藏信息。"
                    "只在核对证据时打开，不要转给承办单位或者别人；给别人看，请用副本。")
INFECTED = "这个文件查出病毒，任何人都不能下载。请和来信人联系，换一种方式补交。"
NO_COPY_YET = "去除隐藏信息的副本还在制作，请过几分钟再打开。"
NO_COPY = "这个文件做不出去除隐藏信息的副本。需要看的话，请和县信访局联系，由信访局打开原件核对。"
DAMAGED = "这个附件和收到时不一样了，已停止打开。请联系系统管理员，从备份里取回。"
DAMAGED_LABEL = "文件损坏，已停止打开"


def is_given_up(refusal: CopyRefusal, attempts: int) -> bool:
    """Tell whether no further try to make a copy is worth while after so many."""
    return refusal not in PASSING or attempts >= COPY_ATTEMPTS


def state_words(scan: ScanState, copy: CopyState, refusal: str, *, damaged: bool) -> str:
    """Return in words what those who see the list of files have to know of one."""
    if damaged:
        return DAMAGED_LABEL
    if scan is ScanState.INFECTED:
        return SCAN_LABELS[scan]
    why = f"（{REFUSAL_WORDS[CopyRefusal(refusal)]}）" if refusal else ""
    return "；".join(words for words in (SCAN_LABELS[scan], COPY_LABELS[copy] + why) if words)
