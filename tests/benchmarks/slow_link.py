"""A slow line to a server on this machine: a TCP proxy with a long way and a narrow pipe."""

import asyncio
import threading
from contextlib import contextmanager


class Link:
    """What the line does now: seconds for one way, and bytes a second from the server to the page."""

    def __init__(self):
        self.delay, self.rate = 0.0, float("inf")
        self.free = 0.0  # when the pipe has sent all that waits in it

    def arrival(self, size, down, now):
        """When `size` bytes that are sent now have arrived."""
        if not down:
            return now + self.delay
        self.free = max(self.free, now) + size / self.rate
        return self.free + self.delay


@contextmanager
def slow_link(port):
    """A proxy to `port` of this machine, in a thread: gives the port where it listens, and its `Link`."""
    link, loop, ready, found = Link(), asyncio.new_event_loop(), threading.Event(), []

    async def pump(reader, writer, down):
        waiting = asyncio.Queue()
        sending = asyncio.ensure_future(send(waiting, writer))
        try:
            while data := await reader.read(2048):
                waiting.put_nowait((link.arrival(len(data), down, loop.time()), data))
        except OSError:
            pass
        waiting.put_nowait((0, b""))
        await sending

    async def send(waiting, writer):
        try:
            while True:
                due, data = await waiting.get()
                if not data:
                    break
                await asyncio.sleep(due - loop.time())
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        writer.close()

    async def connect(reader, writer):
        try:
            there, back = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return writer.close()
        await asyncio.gather(pump(reader, back, False), pump(there, writer, True))

    async def serve():
        server = await asyncio.start_server(connect, "127.0.0.1", 0)
        found.append(server.sockets[0].getsockname()[1])
        ready.set()
        try:
            await server.serve_forever()
        except asyncio.CancelledError:
            pass

    serving = loop.create_task(serve())
    thread = threading.Thread(target=loop.run_until_complete, args=(serving,), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield found[0], link
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join(5)
