#!/usr/bin/env bash
# bai2-to-csv 0.1.0, beside bai2 0.15.0 (BAI2, the Bank Administration Institute's reports of balances and payments)
#
# Guess: two readers of one report give a payment the same references, by which it is matched with a bill: in record 16 the bank's
#        and the customer's follow the funds type (and its days, where it has any), then comes text, which may hold commas (BAI,
#        Cash Management Balance Reporting Specifications, version 2). Balances in record 03 itself are read like
#        those in the 88 that continues it, and a record 88 goes on with the text.
# Seen:  bai2-to-csv counts from the end of the record. Without a text it is right; with one the text is the customer's reference
#        and the customer's is the bank's, and with commas in the text both are pieces of it. Then a payment without
#        days of availability has references for amounts available at once and in a day. The closing balance, which stands in
#        record 03, is left out, and text in 88 ends at its first comma, that in 16 is no text. Nothing is said.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    bai2-to-csv==0.1.0 bai2==0.15.0 numpy==2.4.6 pandas==2.3.3 pydantic==2.13.3
cat > "$work/report" <<'BAI'
01,BANK,POWER,251130,1800,1,80,1,2/
02,POWER,BANK,1,251130,,CNY,2/
03,6222000001,CNY,015,1500000,,/
88,100,600000,4,/
16,142,125000,Z,BK0001,0012345678/
16,142,225000,Z,BK0002,0087654321,BILL OF NOVEMBER
16,142,25000,Z,BK0003,0087654322,BILL, LATE FEE, POST
16,142,225000,S,100000,75000,50000,BK0004,0087654323/
88,METER 7, HOUSE 12
49,2700000,8/
98,2700000,1,10/
99,2700000,1,12/
BAI
cat > "$work/show.py" <<'PY'
from bai2 import bai2
from bai2_to_csv import Bai2Converter

with open("report") as file:
    account = bai2.parse_from_file(file).children[0].children[0]
print("bai2, balances:", *(f"{one.type_code.code} {one.amount}" for one in account.header.summary_items))
for one in account.children:
    available = list((one.availability or {}).values())
    print("bai2:", one.bank_reference, one.customer_reference, available, "text:", one.text)

summary, detail = Bai2Converter().convert_to_dataframes("report")
balances = zip(summary["transaction_bai_code"], summary["amount"], strict=True)
print("bai2-to-csv, balances:", *(f"{code} {amount}" for code, amount in balances))
for _, one in detail.iterrows():
    days = ("immediately", "in_one_day", "in_two_days")
    available = [one[f"fund_available_{when}"] for when in days if one[f"fund_available_{when}"]]
    print("bai2-to-csv:", one["bank_reference"], one["customer_reference"], available, "text:", one["transaction_text"])
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
bai2, balances: 015 1500000 100 600000
bai2: BK0001 0012345678 [] text: None
bai2: BK0002 0087654321 [] text: BILL OF NOVEMBER
bai2: BK0003 0087654322 [] text: BILL, LATE FEE, POST
bai2: BK0004 0087654323 [100000, 75000, 50000] text: METER 7, HOUSE 12
bai2-to-csv, balances: 100 600000
bai2-to-csv: BK0001 0012345678 [] text: 
bai2-to-csv: 0087654321 BILL OF NOVEMBER [] text: 
bai2-to-csv: LATE FEE POST ['BK0003', '0087654322', 'BILL'] text: 
bai2-to-csv: BK0004 0087654323 ['100000', '75000', '50000'] text: METER 7
SEEN
