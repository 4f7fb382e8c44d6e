"""Workbooks: xlsx, xls, xlsb, and what their engines lose."""
