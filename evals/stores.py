"""A run on disk: what was run (run.json) and every judged conversation (samples.jsonl), one line each as it ends.

An interrupted run goes on where it stopped; what broke off is tried again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.transcripts import SAMPLE, Sample

MANIFEST, SAMPLES = "run.json", "samples.jsonl"
Key = tuple[str, int]


class BadRun(Exception):
    """A run that cannot be used for this; the message says why, and by file and line where."""


class Manifest(BaseModel):
    """What was run, on what: two runs are told apart by it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    model: str
    organizer: str
    epochs: int
    cases: Mapping[str, str]
    prompts: Mapping[str, str]
    tools: Mapping[str, str]
    started: str

    @property
    def planned(self) -> list[Key]:
        return [(case, epoch) for case in self.cases for epoch in range(1, self.epochs + 1)]


@dataclass(frozen=True)
class Results:
    """A run as far as it got: judged samples by case and epoch, and what broke off."""

    manifest: Manifest
    samples: Mapping[Key, Sample]
    broken: Mapping[Key, Sample] = field(default_factory=dict)

    @property
    def missing(self) -> list[Key]:
        return [key for key in self.manifest.planned if key not in self.samples]

    @property
    def is_whole(self) -> bool:
        return not self.missing

    def of(self, case: str) -> list[Sample]:
        return [sample for (name, _), sample in sorted(self.samples.items()) if name == case]

    def by_case(self) -> Iterator[tuple[str, list[Sample]]]:
        yield from ((case, self.of(case)) for case in self.manifest.cases if self.of(case))

    def gaps(self) -> str:
        """In words, what is not judged, and the first reason."""
        if self.is_whole:
            return ""
        reasons = [f"{case} ({epoch}): {sample.error}" for (case, epoch), sample in self.broken.items()]
        first = "; ".join(reasons[:3] or [f"{case} ({epoch})" for case, epoch in self.missing[:3]])
        return f"{len(self.missing)} of {len(self.manifest.planned)} conversations are not judged: {first}"


@dataclass
class Store:
    """The folder of one run."""

    folder: Path

    def begin(self, manifest: Manifest) -> Results:
        """A new run, or the same one taken up again. Raises BadRun when another run is in this folder."""
        path = self.folder / MANIFEST
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            path.write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
        results = self.read()
        if changed := _differences(results.manifest, manifest):
            raise BadRun(f"{path} is a run with other {', '.join(changed)}; name another folder with --to.")
        self._mend(results)
        return results

    def forget(self) -> None:
        for name in (MANIFEST, SAMPLES):
            (self.folder / name).unlink(missing_ok=True)

    def add(self, sample: Sample) -> None:
        """Durable when this returns."""
        with (self.folder / SAMPLES).open("ab") as file:
            file.write(SAMPLE.dump_json(sample) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> Results:
        """Raises BadRun for a folder without a run, and for lines that are no samples."""
        manifest = self._manifest()
        judged: dict[Key, Sample] = {}
        broken: dict[Key, Sample] = {}
        for sample in self._samples():
            key = (sample.case, sample.epoch)
            if sample.error is None:
                judged[key] = sample
                broken.pop(key, None)
            else:
                broken[key] = sample
        return Results(manifest, judged, {key: each for key, each in broken.items() if key not in judged})

    def _manifest(self) -> Manifest:
        path = self.folder / MANIFEST
        try:
            return Manifest.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise BadRun(f"{self.folder} holds no run: there is no {MANIFEST} in it.") from None
        except ValidationError as error:
            raise BadRun(f"{path}:1: This is no run: {error.errors()[0]['msg']}.") from None

    def _samples(self) -> Iterator[Sample]:
        path = self.folder / SAMPLES
        lines = path.read_bytes().split(b"\n") if path.exists() else []
        for number, line in enumerate(lines, 1):
            # A line without its end is one that was being written when the run was interrupted.
            if not line or number == len(lines):
                continue
            try:
                yield SAMPLE.validate_json(line)
            except ValidationError as error:
                raise BadRun(f"{path}:{number}: This is no sample: {error.errors()[0]['msg']}.") from None

    def _mend(self, results: Results) -> None:
        """Drop half a line, so that the next one does not go on in it, and what broke off."""
        path = self.folder / SAMPLES
        fresh = path.with_suffix(".new")
        fresh.write_bytes(b"".join(SAMPLE.dump_json(sample) + b"\n" for sample in results.samples.values()))
        fresh.replace(path)


def _differences(there: Manifest, here: Manifest) -> list[str]:
    return [name for name in Manifest.model_fields if name != "started" and getattr(there, name) != getattr(here, name)]
