#!/usr/bin/env bash
# ibis-framework 12.0.0 with duckdb 1.5.5 and sqlglot 29.0.1
#
# Guess: the names of a builtin function's arguments are the caller's own affair: the engine knows them by position.
# Seen:  they become attributes of the expression's node, so some names hide what Ibis itself asks of a node. With `name`
#        the call is made and refused only when it is run, by an error about a dummy table; with `dtype` the call is told
#        that it has too many arguments. Other names work.
# Mingji's builtin functions call their argument `which` or `text`.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" \
    "ibis-framework[duckdb]==12.0.0" duckdb==1.5.5 sqlglot==29.0.1
cat > "$work/show.py" <<'PY'
import ibis
import ibis.expr.datatypes as dt

con = ibis.duckdb.connect()
TEXT = ((dt.string,), dt.string)


@ibis.udf.scalar.builtin(name="upper", signature=TEXT)
def by_text(text): ...


@ibis.udf.scalar.builtin(name="upper", signature=TEXT)
def by_name(name): ...


@ibis.udf.scalar.builtin(name="upper", signature=TEXT)
def by_dtype(dtype): ...


for function in (by_text, by_name, by_dtype):
    step = "calling"
    try:
        called = function("kva")
        step = "running"
        said = con.execute(called)
    except Exception as error:
        about = [word for word in ("DummyTable", "too many positional arguments") if word in str(error)]
        said = f"{type(error).__name__} while {step}: {about}"
    print(f"{function.__name__}: {said}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
by_text: KVA
by_name: SignatureValidationError while running: ['DummyTable']
by_dtype: SignatureValidationError while calling: ['too many positional arguments']
SEEN
