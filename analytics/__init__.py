"""Tables in; hits, scores and figures out."""
