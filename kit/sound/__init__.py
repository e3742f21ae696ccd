"""Sound without a sound card: a voice that makes words, waves as files, and how loud they are."""
