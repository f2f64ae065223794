"""What a site's chat window is and shows: its settings, its hours, its wait."""
