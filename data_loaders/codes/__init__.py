"""Codes by their names: one enumeration for each code list that code refers to.

A docstring's first word is the list in data_loaders/code_lists.json that the members are held to. A member
is text: it compares, joins and is written to SQL as its code.
"""
