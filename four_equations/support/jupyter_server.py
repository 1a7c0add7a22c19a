"""An extension of the Jupyter server: a kernel's messages leave at once, and the browser keeps the icons of its tab.

A server's small message usually waits until the page's machine has confirmed the one before it, and that confirmation
may be 40 ms late (Nagle's algorithm and delayed acknowledgement: RFC 896 and RFC 1122, 4.2.3.2 and 4.2.3.4). A kernel
says "busy" before each answer, so every answer to a slider would wait. pip tells the server of this module by
`jupyter_server.json`. It imports nothing of the course: a server that serves a class has no use for numpy.

JupyterLab also changes the icon of the browser's tab whenever a kernel begins to work, and back when it ends. The usual
server lets no browser keep these icons, so with each move of a slider it is asked for two of them.
"""


def _jupyter_server_extension_points():
    return [{"module": "four_equations.support.jupyter_server"}]


def _load_jupyter_server_extension(app):
    """Disable Nagle's algorithm on every kernel websocket, and let browsers cache the icons."""
    app.web_app.settings.setdefault("static_immutable_cache", []).append(f"{app.base_url}static/favicons/")
    usual = app.web_app.settings["kernel_websocket_connection_class"]

    class WithoutDelay(usual):
        def connect(self):
            self.websocket_handler.set_nodelay(True)
            return super().connect()

    app.web_app.settings["kernel_websocket_connection_class"] = WithoutDelay
