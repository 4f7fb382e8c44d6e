"""A category's page: its figures, its checks, its pictures, and the list behind a click."""
