from io import BytesIO

import pytest
from docx import Document

from analysis.report import batch, docx
from analysis.report.batch import Batch, OtherReleaseError, UnknownNameError
from analysis.results import to_document
from questionnaires import loader
from tests.support.published import district

NAME = "citizen_satisfaction"
FIRST, SECOND = "1 дүгээр сургууль", "2 дугаар цэцэрлэг"


@pytest.fixture(scope="module")
def results():
    return to_document(district(loader.load(NAME), services=("A", "B")).value)


@pytest.fixture(scope="module")
def release(results):
    return batch.document(loader.source(NAME), results)


def run(made, *names):
    return {one.name: one for one in batch.run(made, names, workers=1)}


def test_organisations_stand_in_the_order_of_the_mongolian_alphabet(release):
    assert batch.names(release)[:2] == [FIRST, SECOND]


@pytest.mark.slow
def test_citizens_get_a_report_of_each_service_point_and_service(release, tmp_path):
    made = Batch(release, tmp_path, formats=("docx",))

    outcomes = run(made, FIRST, "B")

    assert batch.names(release)[-2:] == ["A", "B"]
    place = len(batch.names(release))
    own, at_point = outcomes[FIRST].paths
    (of_service,) = outcomes["B"].paths
    assert own.name == "001-1-дүгээр-сургууль-mn.docx"
    assert at_point.name == "001-1-дүгээр-сургууль-citizens-mn.docx"
    assert of_service.name == f"{place:03d}-B-citizens-mn.docx"
    for path, name in ((at_point, FIRST), (of_service, "B")):
        told = [one.text for one in Document(BytesIO(path.read_bytes())).paragraphs]
        assert name in told
        assert "Иргэд юу гэж хэлсэн бэ" in " ".join(told)
        assert "Санал болгож буй арга хэмжээ" in told


def test_a_name_that_the_release_does_not_know_is_refused(release, tmp_path):
    with pytest.raises(UnknownNameError) as raised:
        run(Batch(release, tmp_path / "new"), "Nowhere")

    assert "Nowhere" in raised.value.to("mn")
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_reports_are_written_in_every_language_and_format(release, tmp_path):
    made = Batch(release, tmp_path, languages=("mn", "en"), formats=("docx",))

    outcomes = run(made, FIRST)

    (done,) = outcomes.values()
    assert done.fault == ""
    assert [path.name for path in done.paths] == [
        "001-1-дүгээр-сургууль-mn.docx",
        "001-1-дүгээр-сургууль-en.docx",
        "001-1-дүгээр-сургууль-citizens-mn.docx",
        "001-1-дүгээр-сургууль-citizens-en.docx",
    ]
    for path in done.paths:
        told = Document(BytesIO(path.read_bytes()))
        assert FIRST in [paragraph.text for paragraph in told.paragraphs]


@pytest.mark.slow
def test_a_failed_report_is_named_and_does_not_stop_the_others(release, tmp_path):
    (tmp_path / "001-1-дүгээр-сургууль-mn.docx.part").mkdir()

    outcomes = run(Batch(release, tmp_path, formats=("docx",)), FIRST, SECOND)

    assert outcomes[FIRST].fault == "IsADirectoryError"
    assert not outcomes[FIRST].paths
    assert outcomes[SECOND].fault == ""
    assert all(path.exists() for path in outcomes[SECOND].paths)


@pytest.mark.slow
def test_what_is_finished_is_not_written_again(release, tmp_path):
    made = Batch(release, tmp_path, formats=("docx",))
    (first,) = run(made, FIRST).values()
    first.paths[0].write_bytes(b"edited by an officer")
    (tmp_path / "002-2-дугаар-цэцэрлэг-mn.docx.part").write_bytes(b"half a report")

    outcomes = run(made, FIRST, SECOND)

    assert first.paths[0].read_bytes() == b"edited by an officer"
    assert Document(BytesIO(outcomes[SECOND].paths[0].read_bytes())).paragraphs
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.slow
def test_a_batch_can_be_stopped_and_goes_on_later(release, tmp_path):
    made = Batch(release, tmp_path, formats=("docx",))
    running = batch.run(made, workers=1)
    first = next(running)

    running.close()

    written = set(tmp_path.glob("*.docx"))
    assert set(first.paths) <= written
    assert len(written) < len(batch.names(release))


def test_a_folder_holds_the_reports_of_one_release(release, tmp_path):
    (tmp_path / "release.json").write_bytes(b"{}")

    with pytest.raises(OtherReleaseError) as raised:
        run(Batch(release, tmp_path), FIRST)

    assert str(tmp_path) in raised.value.to("mn")


@pytest.mark.slow
def test_an_officer_s_own_template_is_used(release, tmp_path):
    template = Document(BytesIO(docx.packaged()))
    template.add_paragraph("Хуулбар үнэн")
    held = BytesIO()
    template.save(held)

    made = Batch(release, tmp_path, formats=("docx",), template=held.getvalue())
    (done,) = run(made, FIRST).values()

    told = Document(BytesIO(done.paths[0].read_bytes()))
    assert told.paragraphs[-1].text == "Хуулбар үнэн"
