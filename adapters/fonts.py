"""The typefaces of official papers: which files they are, where they lie, and what fontconfig may see.

How they get there is in `deploy/fonts.py`. Without them papers are set in the Noto faces of the system.
"""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".fonts"
# Fandol 0.3: the only free 仿宋 of all 6,763 characters of GB 2312. Name and SHA-256.
FILES: dict[str, str] = {
    "FandolFang-Regular.otf": "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
    "FandolHei-Regular.otf": "4afa97aa8751e0118617df88272b58d43691b5cffb7ea024c4580496e9f34d28",
    "FandolKai-Regular.otf": "ea7e7fb4f9b3ac694a68d43946e04d21deed6e8c29a7c2d3081e1a4138f2f827",
    "FandolSong-Bold.otf": "ffa76a70e128947a4dd22151d5ee829b23e24ce3cb6fe8ad49891cd1c2d9e9b9",
    "FandolSong-Regular.otf": "a3820003227d4abe31fe28b493200d94a849ccfd078b50a019264f70353020b0",
}
# Where Debian and others keep the faces that have the rare characters of names.
SYSTEM = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/noto-cjk", "/usr/share/fonts/google-noto-cjk")
SANS = Path(SYSTEM[0]) / "NotoSansCJK-Regular.ttc"


def are_there() -> bool:
    """Tell whether every file is in the folder; what is put there has been checked (deploy/fonts.py)."""
    return all((FOLDER / name).is_file() for name in FILES)


def fontconfig(cache: Path) -> str:
    """Return a configuration that knows these faces only, so that a paper looks alike on every machine.

    Faces that a machine happens to have besides would come first for some characters, and other bytes with them.
    """
    folders = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in (FOLDER, *SYSTEM))
    # The bold 宋 says of itself that it is not bold.
    bold = ('<match target="scan"><test name="family"><string>FandolSong</string></test><test name="style"><string>Bold'
            '</string></test><edit name="weight" mode="assign"><const>bold</const></edit></match>')
    return ('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
            f"{folders}{bold}<cachedir>{escape(str(cache))}</cachedir></fontconfig>")
