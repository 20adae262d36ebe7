"""Hostile plugins, all installed at once, and the `kb` command beside them."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.registry.test_hostile import PLUGINS, install_all
