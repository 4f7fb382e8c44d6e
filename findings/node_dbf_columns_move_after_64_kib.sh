#!/usr/bin/env bash
# node-dbf 0.4.0, beside dbffile 1.13.0, with which the file is written (npm)
#
# Guess: a dBase file has records of one length in bytes, so the last of 4000 is read like the first, and the names in it,
#        Chinese in UTF-8, change nothing for the columns behind them; a logical T or F is true or false.
# Seen:  the first 64 KiB are right. What is left over of them is made a text and the next piece is put behind it, and from then on
#        lengths are counted in characters: a name of three characters moves all that follows by six. The amounts are then
#        pieces of other columns, 343 records are gone, and nothing is said; a short file shows nothing of it. Logical
#        fields are null in every record. dbffile has all of it right.
# Mingji cuts the records as bytes and makes text of each cell afterwards.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" node-dbf@0.4.0 dbffile@1.13.0 > "$work/npm"
cat > "$work/show.js" <<'JS'
const { DBFFile } = require("dbffile");
const Parser = require("node-dbf").default;

const columns = [
  { name: "CONS_NO", type: "C", size: 10 },
  { name: "NAME", type: "C", size: 20 },
  { name: "AMOUNT", type: "N", size: 12, decimalPlaces: 2 },
  { name: "STOPPED", type: "L", size: 1 },
];
const written = Array.from({ length: 4000 }, (_, i) => ({
  CONS_NO: String(1000000001 + i),
  NAME: "王小二",
  AMOUNT: i + 1.5,
  STOPPED: i % 2 === 0,
}));

function show(reader, read) {
  const right = (column) => read.filter((record, i) => record[column] === written[i][column]).length;
  console.log(`${reader}: ${read.length} records, right are ${right("AMOUNT")} amounts and ${right("STOPPED")} logical fields`);
  for (const i of [0, 2000]) {
    const { CONS_NO, NAME, AMOUNT, STOPPED } = read[i];
    console.log(`  ${i + 1}: ${JSON.stringify([CONS_NO, NAME, AMOUNT, STOPPED])}`);
  }
}

(async () => {
  const file = await DBFFile.create("names.dbf", columns, { encoding: "utf8" });
  await file.appendRecords(written);
  show("dbffile", await (await DBFFile.open("names.dbf", { encoding: "utf8" })).readRecords());
  const read = [];
  const parser = new Parser("names.dbf", { encoding: "utf-8" });
  parser.on("record", (record) => read.push(record));
  parser.on("end", () => show("node-dbf", read));
  parser.parse();
})();
JS
cd "$work"
node show.js | tee seen
diff seen - <<'SEEN'
dbffile: 4000 records, right are 4000 amounts and 4000 logical fields
  1: ["1000000001","王小二",1.5,true]
  2001: ["1000002001","王小二",2001.5,true]
node-dbf: 3657 records, right are 1486 amounts and 0 logical fields
  1: ["1000000001","王小二",1.5,null]
  2001: ["二","2082.5F 1000",2083,null]
SEEN
