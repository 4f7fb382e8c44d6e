from analytics.code_version import ROOT, deciding_files


def test_the_version_covers_code_and_vocabularies_and_neither_demo_nor_pages() -> None:
    covered = {path.relative_to(ROOT).as_posix() for path in deciding_files()}
    assert covered >= {
        "analytics/checks/tariff/tar_01_zero_use.py",
        "data_loaders/code_lists.json",
        "data_loaders/values/vocabulary.json",
        "data_loaders/values/code_synonyms.json",
        "models/engine/spark_log4j2.properties",
    }
    assert {path.split("/")[0] for path in covered} == {"analytics", "data_loaders", "models"}
    assert not any(path.endswith(".pyc") for path in covered)
