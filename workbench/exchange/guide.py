"""What the person at a member organisation needs to know who gets one of our workbooks for the first time."""

GUIDE_SHEET = "How to use this workbook"

GUIDE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "What you may change",
        (
            "Change, add to or clear any cell below the headings, except the reference. Empty columns are there for you to fill in.",
            "A cell that you clear will be cleared in the register, too, when the workbook comes back.",
            "Leave a cell as it is if you have nothing new to say.",
            "Rows may be sorted and filtered in any way that suits you. Columns may be made wider or narrower.",
        ),
    ),
    (
        "New entries",
        (
            "Type a new entry into the first empty row at the end of the table.",
            "Leave its reference empty: it is given when the workbook comes back.",
            "Please do not copy a whole row to start a new entry; the copy would be taken for the row it was copied from.",
        ),
    ),
    (
        "Lines that begin with a reference",
        (
            "A line such as “C-014: Daily count of beds” inside a cell is an entry of its own.",
            "You may change the words after the reference. Where they need further lines, begin each with two spaces.",
            "To add such an entry, write it on a new line, without a reference.",
            "Deleting such a line takes nothing out of the register.",
        ),
    ),
    (
        "What must stay as it is",
        (
            "Please do not retype, renumber or swap references. They are how we recognise your entries.",
            "The last column of each sheet is hidden. Please leave it there and hidden: it ties each row to its entry in the register.",
            "Please keep the sheets and the headings as they are named.",
            "Deleting a row takes nothing out of the register; we would only ask what became of it. To close an entry, set its status.",
        ),
    ),
    (
        "Dates, levels, scores and lists",
        (
            "Type a date as day/month/year, for example 23/07/2026.",
            "Likelihood and consequence are whole numbers from 1 to 5. Select a cell and the words for the levels appear beside it.",
            "A score is likelihood × consequence, worked out again when the workbook comes back: change those two, not the score.",
            "The word beside a score is its band; the colour says the same.",
            "Where a cell offers a list, choose from the list. Select a heading to read what belongs in its column.",
            "Several names in one cell are parted by semicolons.",
        ),
    ),
    (
        "Sending it back",
        (
            "Where there is a sheet “Your return”, please fill it in, too.",
            "Save the workbook and send the whole of it back to whoever sent it to you.",
        ),
    ),
)
"""Headings and the sentences under each; true of every version, so that no word of them depends on the view."""
