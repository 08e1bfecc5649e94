"""What holds for every test: the same examples in every run, no clock, under CI no skips; and a judge of PDFs."""

import os
from collections.abc import Callable

import hypothesis
import page  # of page-validation: an independent validator, neither ours nor the typesetter's
import pytest

# A busy machine is no fault of the code: timings belong in benchmarks/.
hypothesis.settings.register_profile(
    "project", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("project")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skip under CI hides a failure, so it is one."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped:
        reporter.write_line(f"{len(skipped)} skipped; nothing may be skipped here", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def faults() -> Callable[[bytes], list[str]]:
    """The rules of PDF/UA-1 and PDF/A-3a that a PDF breaks, each with what the validator says of it."""

    def found(content: bytes) -> list[str]:
        profiles = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A)
        reports = [page.validate_pdf_bytes(content, profile=profile) for profile in profiles]
        assert all(report.rules.total > 100 for report in reports)
        return [f"{failure.rule_id}: {failure.message}" for report in reports for failure in report.failures]

    return found
