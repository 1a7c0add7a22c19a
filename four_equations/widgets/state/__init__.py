"""What the panels compute without knowing of any page: a training run, a descent, an ink drawing."""
