"""What happens in each story, step by step."""
