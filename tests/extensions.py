"""Installs made-up extensions for a test, as pip does: a dist-info with an entry point, and a module."""

import sys
import types
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from saleor_crm_plugin.extensions.queries import installed_forget
from saleor_crm_plugin.hooks import API_VERSION, Extension, hookimpl


class Shelf:
    """Where a test puts its extensions."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._monkeypatch = folder, monkeypatch
        folder.mkdir()
        monkeypatch.syspath_prepend(str(folder))

    def install(
        self,
        slug: str = "rain",
        *,
        package: str = "",
        version: str = "1.2.3",
        api_version: str = API_VERSION,
        identity: object = None,
        raises: Exception | None = None,
        **hooks: object,
    ) -> None:
        """Install an extension whose `hooks` answer with what is given; a function is called, anything else returned."""
        module = types.ModuleType(f"extension_{uuid4().hex}")
        named = identity or Extension(
            slug=slug, name=f"The {slug}", version=version, api_version=api_version
        )
        for name, answer in {"extension": named, **hooks}.items():
            setattr(module, name, hookimpl(_answering(answer)))
        self._monkeypatch.setitem(sys.modules, module.__name__, module)
        if raises is not None:
            self._fail_to_import(module.__name__, raises)
        self._write(slug, package or f"{slug}-package", version, module.__name__)

    def _fail_to_import(self, name: str, raises: Exception) -> None:
        self._monkeypatch.delitem(sys.modules, name)
        text = f"raise {type(raises).__name__}({str(raises)!r})\n"
        (self._folder / f"{name}.py").write_text(text)

    def _write(self, slug: str, package: str, version: str, module: str) -> None:
        info = self._folder / f"{package.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
        )
        (info / "entry_points.txt").write_text(f"[saleor_crm_plugin]\n{slug} = {module}\n")
        installed_forget()

    def uninstall(self) -> None:
        """Remove every extension of the test."""
        for info in self._folder.glob("*.dist-info"):
            for file in info.iterdir():
                file.unlink()
            info.rmdir()
        installed_forget()


def _answering(answer: object) -> Callable[[], object]:
    def hook() -> object:
        return answer() if isinstance(answer, types.FunctionType) else answer

    return hook
