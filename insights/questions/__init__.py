"""How questions are found in what people write, told apart and put together. Pure: no database (docs/questions.md)."""
