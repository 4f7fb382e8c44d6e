#!/usr/bin/env bash
# python-stdnum 2.2 (stdnum.cn.ric, the citizens' identity number of GB 11643-1999)
#
# Guess: a number whose check digit and date are right and whose first six digits are, or once were, a county is valid: they
#        tell where the person was registered when the number was given, which began in 1984.
# Seen:  the year of birth is looked for in the years that the county had its code. Whoever was born before the county was
#        made is refused, though it gave the number later: 1975 in Changping (110221, 1982 to 1999) or in Fangshan
#        (110111, since 1986). Counties whose years the list does not give take anybody. The codes
#        of residence permits for Hong Kong, Macao and Taiwan (81, 82, 83, since 2018) are refused at any age.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" python-stdnum==2.2
cat > "$work/show.py" <<'PY'
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

COUNTIES = {  # made up numbers: the first person of a first of January
    "110105": "Chaoyang, no years given",
    "110221": "Changping, 1982 to 1999",
    "110111": "Fangshan, since 1986",
    "330621": "Shaoxing, 1983 to 2013",
    "810000": "residence permit, since 2018",
}
for county, name in COUNTIES.items():
    told = []
    for year in (1950, 1975, 1990):
        number = f"{county}{year}0101001"
        number += ric.calc_check_digit(number + "0")
        try:
            ric.validate(number)
            told.append(f"{year} valid")
        except ValidationError as error:
            told.append(f"{year} {type(error).__name__}")
    print(f"{name}:", ", ".join(told))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
Chaoyang, no years given: 1950 valid, 1975 valid, 1990 valid
Changping, 1982 to 1999: 1950 InvalidComponent, 1975 InvalidComponent, 1990 valid
Fangshan, since 1986: 1950 InvalidComponent, 1975 InvalidComponent, 1990 valid
Shaoxing, 1983 to 2013: 1950 InvalidComponent, 1975 InvalidComponent, 1990 valid
residence permit, since 2018: 1950 InvalidComponent, 1975 InvalidComponent, 1990 InvalidComponent
SEEN
