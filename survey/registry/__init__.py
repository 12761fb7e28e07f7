"""Who may answer: organisations, services, surveys. Never sees an answer."""
