#!/usr/bin/env bash
# mt940-js 1.0.0, mt940js 1.3.5 and swiftmessageparser 1.2.1 (npm; MT940, the account statements of SWIFT)
#
# Guess: with each reader what came in less what went out leads from the opening to the closing balance. In field 61 RC takes a
#        credit back, so money goes out, and RD takes a debit back; of the entry date only month and day are written, so 0102
#        beside a value of 31 December 2025 is 2 January 2026. A transfer received is no expense.
# Seen:  mt940-js calls RC a credit and RD none: the bill of 200 whose payment was taken back is paid twice, the refund of 80 too,
#        and the sum misses the balance by 240. Its isExpense is true but for three codes of two Dutch banks, so for a
#        transfer received as well. The others have all four signs right. All three put what was entered on 2 January 2026
#        into January 2025: the year is always that of the value.
# (mt940-js needs tslib and does not say so.)
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" \
    mt940-js@1.0.0 tslib@1.14.1 mt940js@1.3.5 swiftmessageparser@1.2.1 > "$work/npm"
cat > "$work/show.js" <<'JS'
const statement = [
  ":20:STATEMENT",
  ":25:NL08INGB0000000555",
  ":28C:1/1",
  ":60F:C251230EUR1000,00",
  ":61:2512301230C200,00NTRFBILL//B1",
  ":61:2512310102RC200,00NTRFBILL//B2",
  ":61:2512311231D80,00NTRFREFUND//B3",
  ":61:2512311231RD80,00NTRFREFUND//B4",
  ":62F:C251231EUR1000,00",
  "",
].join("\r\n");
const marks = ["C", "RC", "D", "RD"];
const day = (date) => new Date(date).toISOString().slice(0, 10);

function show(reader, entries) {
  entries.forEach((entry, i) => console.log(reader, marks[i], entry.amount, "entered", day(entry.entered), ...entry.more));
  const closing = entries.reduce((sum, entry) => sum + entry.amount, 1000);
  console.log(reader, "ends at", closing, "where the statement has 1000");
}

const signed = (entry) => ({ amount: Number(entry.amount), entered: entry.entryDate, more: [] });
show("mt940js", new (require("mt940js").Parser)().parse(statement)[0].transactions.map(signed));
show("swiftmessageparser", require("swiftmessageparser").parse({ type: "mt940", data: statement })[0].transactions.map(signed));
require("mt940-js")
  .read(Buffer.from(statement))
  .then(([read]) =>
    show(
      "mt940-js",
      read.transactions.map((entry) => ({
        amount: entry.isCredit ? entry.amount : -entry.amount,
        entered: entry.entryDate,
        more: [entry.isExpense ? "expense" : "income"],
      })),
    ),
  );
JS
cd "$work"
node show.js | tee seen
diff seen - <<'SEEN'
mt940js C 200 entered 2025-12-30
mt940js RC -200 entered 2025-01-02
mt940js D -80 entered 2025-12-31
mt940js RD 80 entered 2025-12-31
mt940js ends at 1000 where the statement has 1000
swiftmessageparser C 200 entered 2025-12-30
swiftmessageparser RC -200 entered 2025-01-02
swiftmessageparser D -80 entered 2025-12-31
swiftmessageparser RD 80 entered 2025-12-31
swiftmessageparser ends at 1000 where the statement has 1000
mt940-js C 200 entered 2025-12-30 expense
mt940-js RC 200 entered 2025-01-02 expense
mt940-js D -80 entered 2025-12-31 expense
mt940-js RD -80 entered 2025-12-31 expense
mt940-js ends at 1240 where the statement has 1000
SEEN
