"""For the Jupyter server: what a kernel sends goes to the page at once.

A server's small message usually waits until the page's machine has confirmed the one before it, and that confirmation
may be 40 ms late (Nagle's algorithm and delayed acknowledgement: RFC 896 and RFC 1122, 4.2.3.2 and 4.2.3.4). A kernel
says "busy" before each answer, so every answer to a slider would wait. pip tells the server of this module by
`four_equations_server.json`. It imports nothing of the course: a server that serves a class has no use for numpy.
"""


def _jupyter_server_extension_points():
    return [{"module": "four_equations_server"}]


def _load_jupyter_server_extension(app):
    """Make the connections of kernels to pages, of whatever class they are in this server, send without delay."""
    usual = app.web_app.settings["kernel_websocket_connection_class"]

    class WithoutDelay(usual):
        def connect(self):
            self.websocket_handler.set_nodelay(True)
            return super().connect()

    app.web_app.settings["kernel_websocket_connection_class"] = WithoutDelay
