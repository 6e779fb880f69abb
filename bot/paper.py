"""A dossier as a DOCX document. python-docx is imported here only, and only when one is drawn up."""

import io
from collections.abc import Mapping

from docx import Document
from docx.document import Document as Paper
from docx.image.image import Image
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from handlers.ticket.dossier import Dossier, Line

_WIDEST, _HIGHEST = Cm(12), Cm(10)
_GREY = RGBColor(0x80, 0x80, 0x80)
_FONT, _FONT_OF_HAN = "Calibri", "Noto Sans CJK SC"


def docx(dossier: Dossier, pictures: Mapping[str, bytes]) -> bytes:
    """Return the document; a picture that is not among `pictures`, or is none, is said to be gone."""
    paper = Document()
    style = paper.styles["Normal"]
    assert isinstance(style, ParagraphStyle), "the library's own template has it"
    style.font.name, style.font.size = _FONT, Pt(10.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT_OF_HAN)
    paper.add_heading(dossier.title, level=0)
    paper.add_paragraph(dossier.about)
    for part in dossier.parts:
        paper.add_heading(part.title, level=1)
        for line in part.lines:
            _write(paper, dossier, line, pictures)
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def _write(paper: Paper, dossier: Dossier, line: Line, pictures: Mapping[str, bytes]) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(3)
    paragraph.add_run(line.text)
    if line.words:
        paragraph.add_run(f" {line.words}").bold = True
    if line.rows:
        cited = paragraph.add_run("  " + dossier.cited.format(rows=", ".join(map(str, line.rows))))
        cited.font.size, cited.font.color.rgb = Pt(8), _GREY
    if line.file is not None and line.file.kind == "photo":
        paragraph.paragraph_format.keep_with_next = True
        _show(paper.add_paragraph(), pictures.get(line.file.file), dossier.gone)


def _show(paragraph: Paragraph, picture: bytes | None, gone: str) -> None:
    if picture is None or not _is_picture(picture):
        paragraph.add_run(gone).italic = True
        return
    shown = paragraph.add_run().add_picture(io.BytesIO(picture))
    scale = min(1.0, _WIDEST / shown.width, _HIGHEST / shown.height)
    shown.width, shown.height = round(shown.width * scale), round(shown.height * scale)


def _is_picture(content: bytes) -> bool:
    try:
        image = Image.from_blob(content)
        return min(image.width, image.height) > 0
    except Exception:  # noqa: BLE001 - whatever its readers stumble over, somebody sent it: it is no picture
        return False
