#!/usr/bin/env bash
# camt053 0.0.23: reads a bank's statements of ISO 20022 and makes reversing entries by reason of return
#
# Guess: an entry of 600 collects three direct debits that came back (one Ntry with three TxDtls, as banks book batches): 100 for
#        want of money (AM04), 200 because the account is closed (AC04), 300 without a reason told (MS03). What is reversed for
#        AC04 is the second: its 200, its bill, its customer. The counterparty of what was paid out is who got it, by name and
#        account. RvslInd 1 is true, which XML Schema has for a boolean beside the word.
# Seen:  for each of the three reasons the whole entry of 600 is reversed, under the bill and the name of the first customer and as
#        AM04; the amounts of the parts are not read at all. Who asks for one reason after another reverses 1800 of 600. The
#        payer is always taken for the counterparty: of what was paid out that is the company itself, with the account of
#        who got it where its own is no IBAN. RvslInd 1 is no reversal. Nothing is said.
# (The statement is valid by the schema of camt.053.001.08 that comes with the package.)
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" camt053==0.0.23 defusedxml==0.7.1
cat > "$work/show.py" <<'PY'
from camt053.parse.statement_parser import parse_statement
from camt053.reversal.reversal import build_reversal_records


def party(role, name, account):
    return f"<{role}><Pty><Nm>{name}</Nm></Pty></{role}><{role}Acct><Id>{account}</Id></{role}Acct>"


def part(reference, amount, customer, reason):
    return (
        f'<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs><Amt Ccy="EUR">{amount}</Amt>'
        "<CdtDbtInd>DBIT</CdtDbtInd>"
        f"<RltdPties>{party('Dbtr', customer, '<Othr><Id>1</Id></Othr>')}</RltdPties>"
        f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf></TxDtls>"
    )


def entry(reference, amount, sign, more="", parts=""):
    return (
        f'<Ntry><NtryRef>{reference}</NtryRef><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}'
        "<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2025-11-28</Dt></BookgDt><BkTxCd/>"
        f"<NtryDtls>{parts}</NtryDtls></Ntry>"
    )


BATCH = part("BILL-1", 100, "Adam", "AM04") + part("BILL-2", 200, "Berta", "AC04") + part("BILL-3", 300, "Carl", "MS03")
PAID_OUT = (
    "<TxDtls><RltdPties>"
    + party("Dbtr", "Power Company", "<Othr><Id>4711</Id></Othr>")
    + party("Cdtr", "Line Builder", "<IBAN>DE89370400440532013000</IBAN>")
    + "</RltdPties></TxDtls>"
)
statement = parse_statement(
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
    "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2025-11-29T06:00:00</CreDtTm></GrpHdr>"
    "<Stmt><Id>S1</Id><Acct><Id><Othr><Id>4711</Id></Othr></Id></Acct>"
    '<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1000</Amt>'
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-11-28</Dt></Dt></Bal>"
    + entry("BATCH", 600, "DBIT", parts=BATCH)
    + entry("OUT", 50, "DBIT", parts=PAID_OUT)
    + entry("TAKEN BACK", 50, "CRDT", more="<RvslInd>1</RvslInd>")
    + "</Stmt></BkToCstmrStmt></Document>"
)
for reason in ("AC04", "AM04", "MS03"):
    for one in build_reversal_records(statement, reason):
        told = ("amount", "end_to_end_id", "counterparty_name", "reason_code")
        print(f"reversed for {reason}:", *(one[name] for name in told))
out, back = statement.entries[1:]
print("paid out to:", out.details[0].counterparty_name, out.details[0].counterparty_account)
print("RvslInd 1:", back.reversal_indicator)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
reversed for AC04: 600 BILL-1 Adam AM04
reversed for AM04: 600 BILL-1 Adam AM04
reversed for MS03: 600 BILL-1 Adam AM04
paid out to: Power Company DE89370400440532013000
RvslInd 1: False
SEEN
