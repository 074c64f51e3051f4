"""Initials in a return become names where only one person has them; where several have, that is a doubt."""

from tests.making import plan_lines
from workbench.services.book import Book


def test_initials_of_one_person_become_the_name_and_of_several_are_a_doubt(book: Book):
    for name, initials in (("Ann Lee", "AL"), ("Jo Smith", "JS"), ("Jan Sayer", "JS")):
        book.add("person", {"name": name, "initials": initials})
    lines = [{"ref": "K-1", "title": "One", "owner": "A.L."}, {"ref": "K-2", "title": "Two", "owner": "al; JS"}]
    plan = plan_lines(book, lines)
    assert [row.after["owner"] for row in plan.rows if row.after] == ["Ann Lee", "Ann Lee; JS"]
    assert [problem.message for problem in plan.problems] == [
        "“JS” may be Jo Smith or Jan Sayer; the initials stay as they are until somebody says which."
    ]
