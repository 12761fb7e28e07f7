"""What people wrote: sorted into themes, masked, and released by a person."""
