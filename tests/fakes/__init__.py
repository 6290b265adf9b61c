"""Systems outside, made small: real servers on this machine that speak their wire and can fail on demand."""
