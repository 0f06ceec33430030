"""What firms send back: checked, each fault with its row."""
