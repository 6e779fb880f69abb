"""What `frontdesk doctor` looks at: the channel, the roster and the records, each finding with its mend."""
