"""What is true: tables, and the only way to write them."""
