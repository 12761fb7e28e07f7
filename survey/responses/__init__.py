"""What was answered. Knows no person, no list of names and no time."""
