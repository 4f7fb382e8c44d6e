"""Without what Spark needs, whoever asks for it is told what to install."""

import sys
from pathlib import Path

import pytest

from models.engine.spark import require_spark
from models.errors import EngineMissing

OLD = "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n"


@pytest.fixture(autouse=True)
def _has_pyspark() -> None:
    pytest.importorskip("pyspark")


def test_without_java_the_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineMissing, match=r"没有找到 Java.*17 或更新.*apt-get install.*--engine duckdb"):
        require_spark()


def test_an_old_java_is_named_with_its_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(OLD)
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineMissing, match="Java 11 太旧"):
        require_spark()


def test_without_the_package_the_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(EngineMissing, match=r"没有安装.*pyspark.*requirements-spark\.txt.*--engine duckdb"):
        require_spark()
