"""Reports of a run or of a comparison: one HTML file with everything in it, Markdown, JSON, JUnit."""
