"""What managers read: the daily digest and the figures it stands on."""
