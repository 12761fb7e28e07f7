"""Who may work in the console: officers, roles, second factors. Knows no respondent."""
