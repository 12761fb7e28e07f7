"""What is asked: questionnaire definitions and the objects they become."""
