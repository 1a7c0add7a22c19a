"""A class on one machine: users of a real JupyterHub run a notebook at the same time. Memory and time of each.

It needs an environment with JupyterHub and its proxy beside the course, on Linux:

    pip install jupyterhub -r requirements.txt
    npm install --prefix proxy configurable-http-proxy
    python tests/benchmarks/hub.py --proxy proxy/node_modules/.bin/configurable-http-proxy

Everything listens on this machine only, and ends with the program. The users are separate processes of whoever runs
this, one server and one kernel each. PSS counts memory that several processes share in equal parts, so that it may be
added up; the peak is the kernel's own largest RSS.
"""

import argparse
import asyncio
import json
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

ROOT = Path(__file__).resolve().parent.parent.parent
CONFIG = """
import sys
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{ports[1]}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
c.ConfigurableHTTPProxy.command = {proxy!r}
c.JupyterHub.db_url = "sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{folder}/cookie_secret"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.concurrent_spawn_limit = {users}
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/{{username}}"
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root"]
c.Spawner.environment = {environment!r}
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.JupyterHub.services = [dict(name="class", api_token="{token}")]
c.JupyterHub.load_roles = [
    dict(name="class", services=["class"], scopes=["admin:users", "admin:servers", "access:servers"])
]
"""


def free_ports(count):
    """So many ports that nobody listens on now."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


@contextmanager
def jupyterhub(folder, proxy, users, threads):
    """A running hub in `folder`: gives its process, its address and the token that may do all of this."""
    ports, token = free_ports(3), secrets.token_hex(16)
    environment = {"PYTHONPATH": str(ROOT), "TQDM_DISABLE": "1"}
    if threads:
        environment |= {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    config = folder / "jupyterhub_config.py"
    config.write_text(
        CONFIG.format(ports=ports, proxy=proxy, folder=folder, users=users, environment=environment, token=token)
    )
    command = [sys.executable, "-m", "jupyterhub", "--config", config]
    with (folder / "hub.log").open("w") as log:
        hub = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield hub, f"http://127.0.0.1:{ports[0]}", token
    finally:
        family = psutil.Process(hub.pid).children(recursive=True)
        hub.terminate()  # it ends the servers, and they end their kernels
        _, alive = psutil.wait_procs([psutil.Process(hub.pid), *family], timeout=60)
        for process in alive:
            process.kill()


class User:
    """One of the class: its server, its kernel, and what they took."""

    def __init__(self, name, address, token):
        self.name, self.address, self.token = name, address, token
        self.failures = []

    async def ask(self, method, path, body=None):
        """What the hub or the user's server answers, as JSON."""
        request = HTTPRequest(
            f"{self.address}{path}",
            method,
            {"Authorization": f"token {self.token}", "Content-Type": "application/json"},
            json.dumps(body) if method == "POST" else None,
            request_timeout=300,
        )
        answer = await AsyncHTTPClient().fetch(request)
        return json.loads(answer.body) if answer.body else None

    async def start(self):
        """Log in: the hub starts the user's server."""
        began = time.perf_counter()
        await self.ask("POST", f"/hub/api/users/{self.name}")
        await self.ask("POST", f"/hub/api/users/{self.name}/server")
        while not (await self.ask("GET", f"/hub/api/users/{self.name}"))["servers"].get("", {}).get("ready"):
            await asyncio.sleep(0.2)
        self.start_seconds = time.perf_counter() - began

    async def run(self, notebook):
        """Open the notebook, and run its cells one after the other, as Run All does."""
        began = time.perf_counter()
        session = {"path": f"notebooks/{notebook}", "name": notebook, "type": "notebook"}
        session["kernel"] = {"name": "python3"}
        kernel = (await self.ask("POST", f"/user/{self.name}/api/sessions", session))["kernel"]["id"]
        address = self.address.replace("http", "ws", 1)
        channels = f"{address}/user/{self.name}/api/kernels/{kernel}/channels"
        request = HTTPRequest(channels, headers={"Authorization": f"token {self.token}"})
        channel = await websocket_connect(request, max_message_size=2**30)
        for cell in nbformat.read(ROOT / "notebooks" / notebook, as_version=4).cells:
            if cell.cell_type == "code":
                await self.execute(channel, cell.source)
        channel.close()
        self.run_seconds = time.perf_counter() - began

    async def execute(self, channel, code):
        """Run one cell; an error in it is noted."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "session": self.name, "username": ""}
        header |= {"version": "5.3", "date": ""}
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        content["stop_on_error"] = True
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        await channel.write_message(json.dumps(message))
        replied = idle = False
        while not (replied and idle):
            text = await channel.read_message()
            if text is None:
                raise RuntimeError(f"the kernel of {self.name} has gone")
            if isinstance(text, bytes):  # the picture of a panel
                continue
            said = json.loads(text)
            if said["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            replied |= said["msg_type"] == "execute_reply"
            idle |= said["msg_type"] == "status" and said["content"]["execution_state"] == "idle"
            if said["msg_type"] == "error":
                self.failures.append(f"{said['content']['ename']}: {said['content']['evalue']}")

    def measure(self, processes):
        """Note the memory of the user's processes as it is now."""
        own = [process for process in processes if process.environ().get("JUPYTERHUB_USER") == self.name]
        kernels = [process for process in own if any("ipykernel" in part for part in process.cmdline())]
        self.server = sum(pss(process) for process in own if process not in kernels)
        self.kernel, self.peak = sum(map(pss, kernels)), sum(map(peak, kernels))


def pss(process):
    """MB, memory that others share counted in parts."""
    return process.memory_full_info().pss / 1e6


def peak(process):
    """MB, the largest RSS so far."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


async def lesson(users, notebook, hub, log):
    """All log in, then all run the notebook; then everything is measured while all are there."""
    deadline = time.monotonic() + 60
    while True:
        try:
            await users[0].ask("GET", "/hub/api/users")
            break
        except (OSError, HTTPClientError):  # its proxy answers 404 until the hub is there
            if hub.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"JupyterHub did not start:\n{log.read_text()[-3000:]}") from None
            await asyncio.sleep(0.2)
    await asyncio.gather(*(user.start() for user in users))
    await asyncio.gather(*(user.run(notebook) for user in users))
    processes = psutil.Process(hub.pid).children(recursive=True)
    for user in users:
        user.measure(processes)
    theirs = [process for process in processes if "JUPYTERHUB_USER" in process.environ()]
    return pss(psutil.Process(hub.pid)) + sum(pss(process) for process in processes if process not in theirs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=10)
    parser.add_argument("--notebook", default="06_training.ipynb")
    parser.add_argument("--threads", type=int, default=0, help="of numpy in each kernel; default: as many as it likes")
    parser.add_argument("--proxy", default="configurable-http-proxy", help="the command of the hub's proxy")
    args = parser.parse_args()
    if not shutil.which(args.proxy):
        parser.error(f"there is no command {args.proxy}; npm install configurable-http-proxy brings it")
    proxy = [str(Path(shutil.which(args.proxy)).resolve())]
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        names = [f"student{number}" for number in range(1, args.users + 1)]
        for name in names:
            shutil.copytree(ROOT / "notebooks", folder / name / "notebooks", ignore=shutil.ignore_patterns("mnist"))
        with jupyterhub(folder, proxy, args.users, args.threads) as (hub, address, token):
            users = [User(name, address, token) for name in names]
            hub_memory = asyncio.run(lesson(users, args.notebook, hub, folder / "hub.log"))
    print(f"{args.notebook}, {args.users} at once, {os.cpu_count()} cores, load {load:.1f} before it began")
    print("user         login, s  run, s  server, MB  kernel, MB  kernel's peak, MB")
    for user in users:
        print(
            f"{user.name:12} {user.start_seconds:8.1f} {user.run_seconds:7.1f} {user.server:11.0f} "
            f"{user.kernel:11.0f} {user.peak:18.0f}"
        )
    median = [
        statistics.median(getattr(user, name) for user in users)
        for name in ("start_seconds", "run_seconds", "server", "kernel", "peak")
    ]
    print("median       {:8.1f} {:7.1f} {:11.0f} {:11.0f} {:18.0f}".format(*median))
    total = hub_memory + sum(user.server + user.kernel for user in users)
    print(f"hub and proxy {hub_memory:.0f} MB, everything together {total:.0f} MB")
    failures = [f"{user.name}: {failure}" for user in users for failure in user.failures]
    print(*failures, sep="\n", end="\n" if failures else "")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
