"""Whole words, and where the dictionary's cache lies."""

import stat

from nlp.segment import Segmenter


def test_single_characters_count_only_as_whole_words():
    edges = Segmenter(["放行条"]).edges("要放行条打电话", [1])
    assert edges == {0, 1, 4, 7}


def test_only_stretches_that_are_asked_about_are_cut():
    edges = Segmenter([]).edges("灯坏了，车也坏了。", [4])
    assert min(edges) == 4
    assert 5 in edges


def test_cache_lies_in_a_folder_of_ones_own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    Segmenter([]).preload()
    folder = tmp_path / "frontdesk"
    assert [path.name for path in folder.iterdir()] == ["frontdesk-jieba.cache"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_folder_others_can_write_is_not_trusted(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    folder = tmp_path / "frontdesk"
    folder.mkdir()
    folder.chmod(0o777)
    Segmenter([]).preload()
    assert list(folder.iterdir()) == []
