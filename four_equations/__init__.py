"""What teaches the course: its pictures, panels, exercises, fault clinic and stepper."""

from .support import missing_names

missing_names.explain_missing_names()
