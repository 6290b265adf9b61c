"""The embedded Postgres, with real processes."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from state import embedded
from state.embedded import EmbeddedPostgresError, binaries, launch
from state.embedded.places import ELSEWHERE, is_trusted, places
from tests.postgres import folder
from tests.state.servers import Process, begun, first, gone, remember, remembered, servers

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")


@pytest.fixture
def new_dir() -> Iterator[Path]:
    with folder() as path:
        yield path / "data"
        shutil.rmtree(places(path / "data").socket, ignore_errors=True)


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """With a database that stands still, shared by the tests that leave it sound: to make one takes long."""
    with folder() as path:
        embedded.start(path / "data", durable=False).stop()
        yield path / "data"
        shutil.rmtree(places(path / "data").socket, ignore_errors=True)


@pytest.fixture
def process_in() -> Iterator[Callable[[Path], Process]]:
    started: list[Process] = []

    def begin(data_dir: Path) -> Process:
        started.append(begun(data_dir))
        return started[-1]

    yield begin
    for one in started:
        one.finish()


@pytest.fixture
def process(data_dir: Path, process_in: Callable[[Path], Process]) -> Callable[[], Process]:
    return lambda: process_in(data_dir)


def test_it_starts_speaks_utf8_without_tcp_and_stops_without_leaving_a_process(new_dir):
    with embedded.start(new_dir, durable=False, max_connections=42) as postgres:
        with psycopg.connect(postgres.url) as connection:
            shown = [
                connection.execute(f"show {name}").fetchone()
                for name in ("server_encoding", "listen_addresses", "max_connections", "fsync", "jit")
            ]
        assert [row[0] for row in shown if row] == ["UTF8", "", "42", "off", "off"]
        assert postgres.owned and servers(new_dir)
        socket = places(new_dir).socket
        assert socket.stat().st_mode & 0o777 == 0o700

    assert gone(new_dir, 0) and not socket.exists()
    postgres.stop()


def test_a_durable_one_waits_for_the_disk_and_keeps_what_was_committed(data_dir):
    with embedded.start(data_dir) as postgres:
        remember(postgres.url, "kept")
        with psycopg.connect(postgres.url) as connection:
            waits = [connection.execute(f"show {name}").fetchone() for name in ("fsync", "synchronous_commit")]

    with embedded.start(data_dir) as again:
        assert waits == [("on",), ("on",)]
        assert remembered(again.url) == ["kept"]


def test_a_second_process_attaches_and_leaves_the_server_running(data_dir, process):
    with embedded.start(data_dir, durable=False) as postgres:
        second = process()
        assert second.answer() == {"owned": False, "url": postgres.url}

        second.finish()
        remember(postgres.url, "still here")
        assert embedded.start(data_dir).owned is False


def test_of_two_processes_at_once_one_starts_and_the_other_attaches(new_dir, process_in):
    both = process_in(new_dir), process_in(new_dir)

    answers = [one.answer() for one in both]

    assert sorted(answer["owned"] for answer in answers) == [False, True]
    assert len({answer["url"] for answer in answers}) == 1
    assert first(new_dir).is_running()


def test_killing_the_owner_ends_postgres_and_the_next_start_has_what_was_committed(data_dir, process):
    owner = process()
    remember(str(owner.answer()["url"]), "acknowledged")

    owner.kill()

    # At once: the old server is still shutting down.
    with embedded.start(data_dir, durable=False) as postgres:
        assert postgres.owned
        assert remembered(postgres.url) == ["acknowledged"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_killing_the_owner_leaves_no_process(data_dir, process):
    owner = process()
    owner.answer()

    owner.kill()

    assert gone(data_dir)


def test_killing_owner_and_server_together_is_survived(data_dir, process):
    owner = process()
    remember(str(owner.answer()["url"]), "acknowledged")

    # The owner is stopped first, so that he cannot end his server the ordinary way.
    owner.popen.send_signal(signal.SIGSTOP)
    first(data_dir).kill()
    owner.kill()

    with embedded.start(data_dir, durable=False) as postgres:
        assert remembered(postgres.url) == ["acknowledged"]


def test_a_server_that_still_shuts_down_is_waited_for(data_dir, process):
    owner = process()
    remember(str(owner.answer()["url"]), "acknowledged")
    server = first(data_dir)
    server.suspend()
    owner.kill()
    threading.Timer(0.5, server.resume).start()

    with embedded.start(data_dir, durable=False) as postgres:
        assert first(data_dir).pid != server.pid
        assert remembered(postgres.url) == ["acknowledged"]


def test_a_stale_pid_that_another_program_has_now_does_not_stop_a_start(data_dir):
    places(data_dir).socket.mkdir()
    (places(data_dir).socket / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    (data_dir / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")

    with embedded.start(data_dir, durable=False) as postgres:
        remember(postgres.url, "started")


def test_it_outlives_the_thread_that_started_it(data_dir):
    held: list[embedded.EmbeddedPostgres] = []
    thread = threading.Thread(target=lambda: held.append(embedded.start(data_dir, durable=False)))
    thread.start()
    thread.join()
    time.sleep(0.2)

    with held[0] as postgres:
        remember(postgres.url, "alive")


def test_an_interrupted_first_start_is_made_good(new_dir):
    draft = new_dir / "postgres.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")

    with embedded.start(new_dir, durable=False) as postgres:
        remember(postgres.url, "whole")
    assert not draft.exists()


# Python warns of forks of processes with threads, such as the one this is about.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_fork_of_the_owner_does_not_stop_the_server(data_dir):
    with embedded.start(data_dir, durable=False) as postgres:
        if (fork := os.fork()) == 0:
            postgres.stop()
            os._exit(0)
        os.waitpid(fork, 0)

        remember(postgres.url, "alive")


def test_data_of_another_version_is_refused_with_both_versions_named(new_dir):
    (new_dir / "postgres").mkdir(parents=True)
    (new_dir / "postgres" / "PG_VERSION").write_text("9\n")

    with pytest.raises(EmbeddedPostgresError, match=r"made by Postgres 9; here is Postgres .*\n.*DATABASE_URL"):
        embedded.start(new_dir)


def test_a_server_that_dies_at_start_is_quoted_with_the_way_out(data_dir):
    configuration = data_dir / "postgres" / "postgresql.conf"
    sound = configuration.read_text()
    configuration.write_text("nonsense = 1\n")

    try:
        with pytest.raises(EmbeddedPostgresError, match=r"(?s)nonsense.*DATABASE_URL"):
            embedded.start(data_dir)
    finally:
        configuration.write_text(sound)

    embedded.start(data_dir, durable=False).stop()


def test_a_socket_folder_made_by_somebody_else_is_not_trusted(data_dir):
    with embedded.start(data_dir, durable=False):
        found = places(data_dir)
        assert is_trusted(found)

        found.socket.chmod(0o755)
        assert not is_trusted(found)


@as_root
def test_root_keeps_a_folder_closed_that_the_servers_user_cannot_enter(new_dir):
    closed = new_dir.parent / "closed"
    closed.mkdir(mode=0o700)

    with embedded.start(closed / "data", durable=False) as postgres:
        remember(postgres.url, "elsewhere")

    try:
        assert postgres.cluster.parent == ELSEWHERE
        assert closed.stat().st_mode & 0o777 == 0o700
        with embedded.start(closed / "data", durable=False) as again:
            assert again.cluster == postgres.cluster
            assert remembered(again.url) == ["elsewhere"]
    finally:
        shutil.rmtree(postgres.cluster)


@as_root
def test_root_copies_programs_that_the_servers_user_cannot_reach(new_dir):
    closed = new_dir.parent / "closed"
    closed.mkdir(mode=0o700)
    programs = next(iter(binaries.available().values()))
    package = programs.parents[1]
    for part in (package, package.with_name(f"{package.name}.libs")):
        (closed / part.name).symlink_to(part)
    before = set(ELSEWHERE.glob("programs-*"))

    with embedded.start(new_dir, durable=False, binaries=closed.joinpath(*programs.parts[-3:])) as postgres:
        remember(postgres.url, "runs")

    copies = set(ELSEWHERE.glob("programs-*")) - before
    assert len(copies) == 1
    for copy in copies:
        shutil.rmtree(copy)


@as_root
def test_root_runs_a_cluster_as_the_user_it_belongs_to(data_dir, new_dir):
    subprocess.run(["cp", "-a", data_dir, new_dir], check=True)
    for path in (new_dir / "postgres", *(new_dir / "postgres").rglob("*")):
        os.chown(path, pwd.getpwnam("daemon").pw_uid, -1)

    with embedded.start(new_dir, durable=False):
        assert {one.username() for one in servers(new_dir)} == {"daemon"}


def test_signals_of_the_terminal_do_not_reach_the_server(data_dir):
    with embedded.start(data_dir, durable=False):
        groups = {os.getpgid(one.pid) for one in servers(data_dir)}

    assert os.getpgid(0) not in groups


def test_a_program_whose_parent_died_before_it_was_watched_does_not_begin(new_dir):
    new_dir.mkdir()
    somebody_else = "1"
    command = ["/usr/bin/touch", str(new_dir / "begun")]

    subprocess.run([sys.executable, launch.__file__, somebody_else, "2", "-1", "-1", *command], check=True)
    assert not (new_dir / "begun").exists()

    subprocess.run([sys.executable, launch.__file__, str(os.getpid()), "2", "-1", "-1", *command], check=True)
    assert (new_dir / "begun").exists()


def test_the_path_of_the_socket_is_short_enough_however_deep_the_folder(new_dir):
    found = places(new_dir.joinpath(*["a-folder-with-a-long-name"] * 20))

    assert len(str(found.socket / ".s.PGSQL.5432")) < 107
