"""Many short trainings: `kb sweep` beside what people use today."""
