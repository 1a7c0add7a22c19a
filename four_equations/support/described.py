"""Tables of functions with the sentences that are said of them."""


def described(*table):
    """{name: function} of a table "name: sentence", function, "name: sentence", function, ...

    Every function gets its name as `__name__` and its sentence as `__doc__`.
    """
    for heading, function in zip(table[::2], table[1::2], strict=True):
        function.__name__, function.__doc__ = heading.split(": ", 1)
    return {function.__name__: function for function in table[1::2]}
