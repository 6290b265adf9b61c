"""Taking money: the organization's account at Stripe, what Stripe tells about it, and the sale of tickets."""
