"""One setup of one event: the stages, their rules, and the only writer of a wizard session."""
