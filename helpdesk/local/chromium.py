"""Find the Chromium that the browser tests drive, or install Debian's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
PACKAGES = ("chromium", "fonts-liberation")

# A quiet browser: nothing it asks the network for on its own account.
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

MISSING = """\
The browser tests need Chromium or Google Chrome, and none was found. Install one:
  Debian:  sudo apt-get install chromium
  Ubuntu:  sudo snap install chromium
  macOS:   brew install --cask chromium
or name its program in CHROMIUM."""


def find() -> str | None:
    """Return the program: CHROMIUM, one on the PATH, or an app of macOS."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    folders = (Path("/Applications"), Path.home() / "Applications")
    apps = (folder / app for folder in folders for app in MAC_APPS)
    return next((str(app) for app in apps if app.exists()), None)


def flags() -> list[str]:
    """Return the command-line flags; root cannot use Chromium's sandbox."""
    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS


def ensure() -> str | None:
    """Return the program, installed first where that needs nobody's password."""
    if found := find():
        return found
    apt = shutil.which("apt-get")
    if apt is None or not _may_install():
        return None
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq"]
    for step in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        if subprocess.run([*as_root, *quiet, *step], stdout=sys.stderr, check=False).returncode:
            return None
    return find()


def _may_install() -> bool:
    if os.geteuid() == 0:
        return True
    if shutil.which("sudo") is None:
        return False
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    program = ensure()
    print(program or MISSING)
    sys.exit(0 if program else 1)
