"""What holds for every test: the same examples in every run, no clock, and under CI nothing skipped."""

import os

import hypothesis
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
