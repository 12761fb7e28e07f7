"""Pure functions from arrays to numbers, each with its formula, source and example."""
