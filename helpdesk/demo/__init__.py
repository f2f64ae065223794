"""Halden, a maker of coffee machines in Gothenburg: the company whose desk a first start shows."""
