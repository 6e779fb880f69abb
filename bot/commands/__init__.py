"""What each command of `frontdesk` does; the command line itself is `bot/__main__.py`."""
