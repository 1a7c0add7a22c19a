"""What this course adds to the Jupyter server: its answers to a page leave at once."""

import socket
import subprocess
import sys

from four_equations.support import jupyter_server


def test_the_server_knows_of_it_by_what_pip_installs():
    command = [sys.executable, "-m", "jupyter", "server", "extension", "list"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=120)
    line = next(
        line for line in (said.stdout + said.stderr).splitlines() if "four_equations.support.jupyter_server" in line
    )
    assert "enabled" in line


def test_a_connection_sends_without_delay_from_its_start():
    """The socket itself is asked, at the moment when the server's own class connects."""
    wire = socket.socket()

    class Handler:
        def set_nodelay(self, value):
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, value)

    class Usual:
        websocket_handler = Handler()

        def connect(self):
            return "connected", wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0

    class App:
        base_url = "/"

        class web_app:
            settings = {"kernel_websocket_connection_class": Usual}

    jupyter_server._load_jupyter_server_extension(App)
    with wire:
        assert Usual().connect() == ("connected", False)
        assert App.web_app.settings["kernel_websocket_connection_class"]().connect() == ("connected", True)


def test_the_servers_own_connections_have_what_this_relies_on():
    from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

    assert callable(BaseKernelWebsocketConnection.connect)
    assert callable(KernelWebsocketHandler.set_nodelay)
    assert "websocket_handler" in BaseKernelWebsocketConnection.class_trait_names()


def test_a_server_needs_nothing_of_the_course_for_it():
    command = [sys.executable, "-c", "import four_equations.support.jupyter_server, sys; print('numpy' in sys.modules)"]
    assert subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.strip() == "False"
