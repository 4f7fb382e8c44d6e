from analytics.facts.residential_steps import followed
from tests.drawn import rows_of
from tests.foreign_steps import of_another_province


def test_a_profile_whose_prices_agree_is_followed_unless_most_homes_above_the_first_step_have_other_steps() -> (
    None
):
    said = [
        rows_of(followed, of_another_province(homes, right), as_of="2024-11-01", period="202410")
        for homes, right in ((19, 0), (20, 0), (20, 10))
    ]
    assert [[row["is_followed"] for row in rows] for rows in said] == [[True], [False], [True]]
