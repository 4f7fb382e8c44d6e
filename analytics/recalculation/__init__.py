"""A customer's bill of a month worked out again (电费复算), line by line, beside the bill as issued."""
