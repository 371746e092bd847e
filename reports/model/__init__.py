"""The Brief and its parts: frozen values, no words, no layout."""
