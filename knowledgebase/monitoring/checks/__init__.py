"""One module for each kind of check: `clean` judges what was set, `look` asks the other side."""
