import ctypes
import os
import subprocess

import pytest
from hypothesis import settings

# Slow machines must not fail a property, and every run tests the same examples.
settings.register_profile("suite", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("suite")


# Nor does the language of the machine matter: tests of languages ask for them.
os.environ |= {"LC_ALL": "C.UTF-8"}
os.environ.pop("NQP_MINE_LANG", None)


def _give_up_root() -> None:
    """Drop, for what is executed next, the rights by which root may read and write everything."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        if libc.prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP
            raise OSError(ctypes.get_errno(), "cannot give up a capability")


@pytest.fixture(scope="session")
def unprivileged():
    """The `preexec_fn` with which a child must obey the permissions of files, also under root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    try:
        subprocess.run(["true"], preexec_fn=_give_up_root, check=True)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("root cannot give up its rights here")
    return _give_up_root
