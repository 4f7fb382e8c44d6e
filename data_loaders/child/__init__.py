"""The confined child: a hostile file is read where it can do no harm."""
