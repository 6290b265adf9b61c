"""The evals themselves: what they flag, what they leave alone, and what they say of two runs."""
