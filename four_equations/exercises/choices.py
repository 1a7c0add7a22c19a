"""Read which thing a learner names for each letter."""

from .equality import Behaviour, Mismatch, short


def named_choices(value, right, allowed, pointers):
    """What a dict names for each letter of `right`, one of `allowed`; with the pointers for those that are wrong."""
    if not isinstance(value, dict):
        raise TypeError("not a dict")
    found = {str(key).upper(): name for key, name in value.items()}
    *letters, last = right
    if found.keys() != right.keys():
        keys = f"{', '.join(map(repr, letters))} and {last!r}"
        raise Mismatch("keys", f"The dict must have the keys {keys}, but is {short(value)}.")
    *names, final = (f'"{name}"' for name in allowed)
    known = {name.upper().replace(" ", ""): name for name in allowed}
    for letter, name in found.items():
        found[letter] = known.get(name.upper().replace(" ", "")) if isinstance(name, str) else None
        if found[letter] is None:
            one_of = f"{', '.join(names)} and {final}"
            raise Mismatch("type", f"For {letter} name one of {one_of}, but it is {short(name)}.")
    return Behaviour(found, " ".join(pointers[letter] for letter in right if found[letter] != right[letter]))
