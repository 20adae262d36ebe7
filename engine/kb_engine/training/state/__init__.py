"""All that training changes of a model."""
