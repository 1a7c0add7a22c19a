"""One sample's way through a network and back, in words, equations and numbers."""
