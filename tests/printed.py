"""What a list looks like on paper."""

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet


def printed_points(sheet: Worksheet) -> float:
    """Return the size of the letters of a list on paper: as written, times the scale that its columns need to fit.

    Columns are taken a third wider than Excel takes them, as programs do that have no Calibri.
    """
    area = CellRange(str(sheet.print_area).rpartition("!")[2].replace("$", ""))
    pixels = [
        7 * sheet.column_dimensions[get_column_letter(n)].width * 4 / 3
        for n in range(area.min_col, area.max_col + 1)
    ]
    pages = sheet.page_setup.fitToWidth or 1
    across = 72 * (11.69 - sheet.page_margins.left - sheet.page_margins.right)

    def are_few_enough(scale: float) -> bool:
        count, room = 1, across
        for place, width in enumerate(pixels):
            points = width * 0.75 * scale
            if points > room and place:
                count, room = count + 1, across - sum(pixels[:2]) * 0.75 * scale
            room -= points
        return count <= pages

    scale = next(percent / 100 for percent in range(100, 9, -1) if are_few_enough(percent / 100))
    return scale * sheet.cell(3, 1).font.size
