"""The API: the same actions and the same readings as the pages, as JSON."""
