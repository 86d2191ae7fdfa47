"""Raising signed papers to B-T, B-LT and B-LTA: time stamps, and the evidence that later checks need."""
