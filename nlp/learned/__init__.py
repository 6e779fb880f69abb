"""Weights that were fitted, not written: the data files here are made by `frontdesk learn`."""
