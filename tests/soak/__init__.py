"""Many people answer while workers are killed, databases go and clocks jump."""
