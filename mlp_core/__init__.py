"""A fully connected neural network in numpy that reads like its equations."""

from .network import Diverged, NeuralNetwork, Step

__all__ = ["Diverged", "NeuralNetwork", "Step"]
