"""The whole system on this machine, without any account: for a first look and for trying real messages."""
