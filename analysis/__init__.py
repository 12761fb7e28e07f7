"""What answers mean: statistics, scores, protection, findings and reports."""
