"""Articles as files: Markdown with front matter, one file per language (docs/knowledge.md)."""
