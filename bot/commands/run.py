"""`frontdesk run`: the service."""
