"""Cases from life: a stored conversation becomes a case, with everything personal replaced by made-up things."""
