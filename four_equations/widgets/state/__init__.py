"""What the panels compute, apart from any page: a training run, a descent, an ink drawing."""
