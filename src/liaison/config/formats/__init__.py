"""How days are written, where the framework's own way is not Europe's."""
