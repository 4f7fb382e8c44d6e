#!/usr/bin/env bash
# iso20022.js 0.0.15 (npm; with fast-xml-parser 4.5.7 and dinero.js 1.9.1), reading camt.053, a bank's statement of ISO 20022
#
# Guess: of an entry with RvslInd true (it takes back what was booked before) `reversal` is true; its amount in minor units is a
#        whole number of cents, and of a currency without cents the same number; references, account numbers and what the
#        payer wrote stay the text that they are, with their zeros.
# Seen:  no entry is ever a reversal: the parser of XML has made true a boolean, which is compared with the text "true", and for 1,
#        the other spelling of XML Schema, nothing is done. Cents are the amount times 100 in binary: 4.35 is
#        434.99999999999994, 9175 of the first 100,000 amounts are not whole, and dinero.js, which counts the package's own payments,
#        refuses them. 1000 yen are 100,000. What consists of digits is a number: 0012345678 in the remittance, by which a
#        bill is matched, is 12345678, and the payer's account loses its zeros (NtryRef and codes are kept).
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" \
    iso20022.js@0.0.15 fast-xml-parser@4.5.7 dinero.js@1.9.1 > "$work/npm"
cat > "$work/show.mjs" <<'JS'
import Dinero from "dinero.js";
import { CashManagementEndOfDayReport } from "iso20022.js";

const entry = (amount, currency, reversal) => `
<Ntry>
  <NtryRef>0017</NtryRef><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd>${reversal}<Sts>BOOK</Sts>
  <BookgDt><Dt>2025-12-31</Dt></BookgDt><AcctSvcrRef>0000123</AcctSvcrRef><BkTxCd><Prtry><Cd>0166</Cd></Prtry></BkTxCd>
  <NtryDtls><TxDtls>
    <RltdPties><DbtrAcct><Id><Othr><Id>00314159</Id></Othr></Id></DbtrAcct></RltdPties>
    <RmtInf><Ustrd>0012345678</Ustrd></RmtInf>
  </TxDtls></NtryDtls>
</Ntry>`;

function read(...entries) {
  const report = CashManagementEndOfDayReport.fromXML(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-01T00:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2026-01-01T00:00:00Z</CreDtTm>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Svcr><FinInstnId><BIC>DEUTDEFF</BIC></FinInstnId></Svcr></Acct>
${entries.join("")}
</Stmt></BkToCstmrStmt></Document>`);
  return report.entries;
}

const marked = (text) => `<RvslInd>${text}</RvslInd>`;
for (const text of ["true", "1"]) console.log(`RvslInd ${text}: reversal`, read(entry("4.35", "EUR", marked(text)))[0].reversal);
const [euro, yen] = read(entry("4.35", "EUR", ""), entry("1000", "JPY", ""));
console.log("4.35 euro:", euro.amount);
try {
  Dinero({ amount: euro.amount, currency: "EUR" });
} catch (error) {
  console.log("dinero.js:", error.message);
}
console.log("1000 yen:", yen.amount);
const amounts = Array.from({ length: 100000 }, (_, i) => entry(((i + 1) / 100).toFixed(2), "EUR", ""));
console.log("not whole:", read(...amounts).filter((one) => !Number.isInteger(one.amount)).length, "of", amounts.length);
const [{ remittanceInformation, debtor }] = euro.transactions;
console.log(euro.referenceId, euro.accountServicerReferenceId, remittanceInformation, debtor.account.accountNumber);
JS
cd "$work"
node show.mjs | tee seen
diff seen - <<'SEEN'
RvslInd true: reversal false
RvslInd 1: reversal false
4.35 euro: 434.99999999999994
dinero.js: You must provide an integer.
1000 yen: 100000
not whole: 9175 of 100000
0017 123 12345678 314159
SEEN
