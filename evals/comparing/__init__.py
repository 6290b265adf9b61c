"""Two runs side by side: the same cases, paired, with honest statistics and one verdict."""
