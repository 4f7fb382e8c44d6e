#!/usr/bin/env bash
# voltengine 0.1.2: bills of prepaid meters, "zero-error invoicing" by its README
#
# Guess: thirty daily bills and the invoice of their month say the same energy; steps "upto" 100 and 200 kWh end there; a
#        demand charge, a price for a kW and month, is charged once for the highest demand of the month.
# Seen:  the invoice is nought in every line: it adds up the entries called "energy", and the ledger calls them "ENERGY". "upto"
#        is a width: of 250 kWh the last 50 are charged in the second step. Steps begin anew each day, so 10 kWh a day never
#        leave the first one; and for one kW above the contract the whole penalty is taken every day, 4500 in a month where 150
#        are meant. Ledger and wallet agree on it.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" --no-deps voltengine==0.1.2
cat > "$work/show.py" <<'PY'
from voltengine import Consumer, LedgerEngine, Meter, Period, PrepaidDailyBilling, PrepaidMonthlyInvoice, Tariff
from voltengine.tariff.slab import SlabCalculator

STEPS = [{"upto": 100, "rate": 4.0}, {"upto": 200, "rate": 6.0}, {"upto": None, "rate": 8.0}]
print("250 kWh in steps up to 100 and 200:", *((step["units"], step["rate"]) for step in SlabCalculator().calculate(250, STEPS)[1]))
consumer = Consumer("C1", wallet_balance=10_000.0, load_kw=5.0)
tariff = Tariff(STEPS, fixed_charge=60.0, demand_rate=100.0)
ledger = LedgerEngine()
for day in range(1, 31):
    PrepaidDailyBilling().run(consumer, Meter(10.0, max_demand_kw=6.0), tariff, Period(30), ledger, f"2025-06-{day:02}")
booked = {}
for entry in ledger.snapshot():
    booked[entry["type"]] = booked.get(entry["type"], 0) + entry["amount"]
print("booked:", {kind: amount for kind, amount in booked.items() if amount})
print("invoice:", PrepaidMonthlyInvoice().generate(consumer, ledger.snapshot(), "2025-06")["summary"])
print("taken from the wallet:", 10_000.0 - consumer.wallet_balance)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
250 kWh in steps up to 100 and 200: (100, 4.0) (150, 6.0)
booked: {'ENERGY': 1200.0, 'FIXED': 60.0, 'EXCESS_DEMAND_PENALTY': 4500.0}
invoice: {'energy': 0, 'fixed': 0, 'dps': 0, 'installment': 0}
taken from the wallet: 5760.0
SEEN
