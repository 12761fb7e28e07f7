"""Which result calls for which measure: rules as data, and what reads them."""
