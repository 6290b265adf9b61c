"""Who speaks when: the graph over the stages, its nodes, the messages they see, and the models that speak."""
