"""The demo: every answer is confirmed, and the page shows all of them."""

from mentormatch import demo


def test_the_demo_confirms_every_answer_and_writes_the_page(tmp_path, capsys):
    page = tmp_path / "report.html"
    assert demo.main(["--out", str(page)]) == 0
    said = capsys.readouterr().out
    assert "made up" in said
    assert "not valid" not in said
    assert str(page) in said
    text = page.read_text(encoding="utf-8")
    assert "NOT CONFIRMED" not in text
    assert "The other answer, stable" in text
    for section in ("pairs", "unmatched", "mentors", "comparison", "circles", "progress", "audit", "made"):
        assert f'<h2 id="{section}">' in text, section


def test_the_demo_writes_the_same_page_again(tmp_path):
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    for page in pages:
        assert demo.main(["--out", str(page)]) == 0
    assert pages[0].read_bytes() == pages[1].read_bytes()
