"""Tables that a company keeps itself (码表): their cards, and what a person's rows mean."""
