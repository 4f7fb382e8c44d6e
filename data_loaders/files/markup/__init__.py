"""Markup that holds tables: XML of Excel 2003, web pages, OpenDocument."""
